import { BodyError, DefinitionError } from '../../errors.ts'
import { bytesOf } from '../../http/body/body.ts'
import type { Response } from '../../http/response.ts'
import { checkOptions, type Rules } from '../../session/check/check-options.ts'
import { isObject } from '../../session/check/is-object.ts'
import { oneOf, shown } from '../../session/check/rule.ts'
import type { Elements } from '../../session/form/controls.ts'
import { pressedButton } from '../../session/form/entries.ts'
import { filledIn, type FormRequest } from '../../session/form/form-request.ts'
import { formAt, noForm } from '../../session/form/form.ts'
import { refererFor } from '../../session/redirect/referer.ts'
import type { Selection } from '../page.ts'

type FieldValue = string | number | boolean

/**
 * Fields of a form that are not left as they are in the page, by name: an array fills several, `null` sends none, `true` and
 * `false` tick and untick. A button that is named is pressed; by default it is the first.
 */
export interface FormFields {
  readonly [name: string]: FieldValue | readonly FieldValue[] | null | undefined
}

/** How a form is sent. */
export interface FormOptions {
  /** `false` presses no button, as where a script submits the form, such as `__doPostBack`. */
  readonly button?: false
}

/** Forms of a page as they are queued; `page.form` makes them. */
export class FilledForm {
  readonly requests: readonly QueuedForm[]

  constructor(requests: readonly QueuedForm[]) {
    this.requests = requests
  }
}

/** What one form sends. */
interface QueuedForm extends Pick<FormRequest, 'method' | 'url'>, Partial<Pick<FormRequest, 'headers'>> {
  readonly body?: string
}

const rules: Rules<FormOptions> = { button: oneOf(false) }

/**
 * The `form` of a page; see `Page`. It gives an empty form where nothing is selected.
 *
 * @throws {BodyError} `NO_FORM` where what is selected is in no form, `NO_FIELD` for a field that a form does not have,
 *   `FORM_NOT_QUEUED` for a form that asks for a password, or is not sent URL-encoded.
 * @throws {DefinitionError} for a field that the queue cannot keep.
 */
export function formOn(page: Response) {
  return (form: string | Selection, fields: FormFields = {}, options: FormOptions = {}): FilledForm => {
    checkFields(fields)
    checkOptions('form', options, rules)
    const { $ } = page
    const selected = $(form)
    const forms = selected.closest('form') as Elements
    if (forms.length === 0 && selected.length > 0)
      throw noForm(page, typeof form === 'string' ? form : undefined)
    const requests = forms.toArray().map((element) => queuedForm(page, $(element), fields, options))
    return new FilledForm(requests)
  }
}

function queuedForm(page: Response, element: Elements, fields: FormFields, options: FormOptions): QueuedForm {
  if (element.find('input[type=password]').length > 0)
    throw notQueued(page, 'asks for a password, and the queue keeps none: sign in by login of the crawler')
  const form = formAt(page, element)
  const pressed = options.button === false ? undefined : pressedButton(form, fields)
  const { method, url, headers, body } = filledIn(page, form, fields, pressed)
  if (!body) return { method, url }
  const bytes = bytesOf(body)
  if (body.type !== 'application/x-www-form-urlencoded' || !bytes)
    throw notQueued(page, `is sent as ${body.type?.split(';')[0]}: follow({ url, form }) with its fields`)
  const referer = refererFor(page.url, url)
  const sent = { ...headers, ...(referer !== null && { Referer: referer }) }
  // What is URL-encoded is ASCII in any charset.
  return { method, url, headers: sent, body: Buffer.from(bytes).toString('latin1') }
}

function checkFields(fields: unknown): void {
  if (!isObject(fields))
    throw new DefinitionError(
      `form was given ${shown(fields)} as fields: write names and values, as in { q: 'chair' }`,
    )
  for (const [name, value] of Object.entries(fields))
    if (![value].flat().every(canBeQueued))
      throw new DefinitionError(
        `form was given ${shown(value)} as ${name}: give a text, number or boolean, for the queue keeps no secrets and no files`,
      )
}

function canBeQueued(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value)
}

function notQueued(page: Response, problem: string): BodyError {
  return new BodyError('FORM_NOT_QUEUED', page, `has a form that ${problem}`)
}
