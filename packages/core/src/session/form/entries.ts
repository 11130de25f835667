import { BodyError } from '../../errors.ts'
import type { Response } from '../../http/response.ts'
import type { FieldValue } from '../request/form-fields.ts'
import type { FilePart } from '../request/multipart-parts.ts'
import type { Control } from './controls.ts'
import type { Form } from './form.ts'

/** What a field of a form is filled with; `true` and `false` tick and untick, and press a button. */
export type FormValue = FieldValue | Blob | FilePart

/** Fields of a form by name; an array fills several, `null` sends none, what is left out stays as it is in the page. */
export type FormValues = Readonly<{ [name: string]: FormValue | readonly FormValue[] | null | undefined }>

/** One name and value of a form about to be sent. */
export type FormEntry = readonly [name: string, value: FormValue]

/**
 * What a form sends when it is filled in with values (HTML standard, constructing the entry list).
 *
 * @param button The one that is pressed, if any.
 * @param charset What the form is sent in, for a field that asks for it.
 * @throws {BodyError} `NO_FIELD` for a value whose field the form does not have, naming those that it has.
 */
export function formEntries(
  page: Response,
  form: Form,
  values: FormValues,
  button: Control | undefined,
  charset: string,
): FormEntry[] {
  const fields = form.controls.filter(({ kind }) => kind !== 'button')
  checkNames(page, form, values)
  const filled = new Set<string>()
  return form.controls.flatMap((control): FormEntry[] => {
    if (control.kind === 'button') return control === button ? pressed(control, values[control.name]) : []
    const value = values[control.name]
    if (control.isCharset) return [[control.name, charset]]
    if (value === undefined) return untouched(control)
    if (filled.has(control.name)) return []
    filled.add(control.name)
    const group = fields.filter(({ name }) => name === control.name)
    return given(group, value).map((single) => [control.name, single])
  })
}

/** The button that is pressed: the one that the values name, else the first, as by the Enter key. */
export function pressedButton(form: Form, values: FormValues): Control | undefined {
  const buttons = form.controls.filter(({ kind }) => kind === 'button')
  const isRefused = ({ name }: Control) => values[name] === null || values[name] === false
  const named = buttons.filter((button) => values[button.name] !== undefined && !isRefused(button))
  const isExact = ({ name, choices }: Control) => choices.some((choice) => choice === values[name])
  return named.find(isExact) ?? named[0] ?? buttons.find((button) => !isRefused(button))
}

function pressed({ name, choices, isImage }: Control, value: FormValues[string]): FormEntry[] {
  if (isImage) {
    const prefix = name === '' ? '' : `${name}.`
    return [
      [`${prefix}x`, '0'],
      [`${prefix}y`, '0'],
    ]
  }
  if (name === '') return []
  return [[name, typeof value === 'string' ? value : (choices[0] ?? '')]]
}

function untouched({ name, kind, values }: Control): FormEntry[] {
  if (kind === 'file') return [[name, { data: '', filename: '', type: 'application/octet-stream' }]]
  return values.map((value) => [name, value])
}

/** What the controls of one name send for a value. */
function given(group: readonly Control[], value: FormValue | readonly FormValue[] | null): FormValue[] {
  if (value === null) return []
  const isTicked = group.every(({ kind }) => kind === 'tick')
  const all: readonly FormValue[] = Array.isArray(value) ? value : [value]
  return all.flatMap((single: FormValue): readonly FormValue[] => {
    if (!isTicked || typeof single !== 'boolean') return [single]
    return single ? (group[0]?.choices ?? []) : []
  })
}

function checkNames(page: Response, { label, controls }: Form, values: FormValues): void {
  const names = new Set(controls.map(({ name }) => name).filter(Boolean))
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || names.has(name)) continue
    const problem = `${label} has no field ${name}: it has ${[...names].join(', ') || 'none'}`
    throw new BodyError('NO_FIELD', page, problem)
  }
}
