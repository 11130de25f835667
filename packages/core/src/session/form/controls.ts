import type { Cheerio, CheerioAPI } from 'cheerio/slim'
import type { Element } from 'domhandler'

import { sanitize } from './sanitize.ts'

/** Elements of a page, as cheerio selects them. */
export type Elements = Cheerio<Element>

/** A control of a form that can be sent. */
export interface Control {
  readonly name: string
  readonly kind: 'text' | 'tick' | 'select' | 'file' | 'button'
  /** What it sends when it is ticked or pressed, and every option of a select. */
  readonly choices: readonly string[]
  /** What it sends untouched. */
  readonly values: readonly string[]
  /** An `<input type=image>`, which sends where it was pressed. */
  readonly isImage: boolean
  /** Set to send the charset of the form. */
  readonly isCharset: boolean
  /** What a button sets in place of the form's own, by attribute name. */
  readonly overrides: Readonly<{ [attribute: string]: string }>
}

/** Every form of a page. */
export function formsOf($: CheerioAPI): Elements {
  return $('form')
}

const CONTROLS = 'input, select, textarea, button'
const BUTTONS = new Set(['submit', 'image', 'reset', 'button'])
const OVERRIDES = ['formaction', 'formmethod', 'formenctype'] as const

/** The controls of a form in the order of the page, without the disabled and those that send nothing (HTML standard, 4.10.21.4). */
export function controlsOf($: CheerioAPI, form: Elements): Control[] {
  const id = form.attr('id')
  const own = form.get(0)
  return $(CONTROLS)
    .toArray()
    .map((element) => $(element))
    .filter((control) => {
      const owner = control.attr('form')
      return owner === undefined ? control.closest('form').get(0) === own : owner !== '' && owner === id
    })
    .filter((control) => !isDisabled(control) && control.closest('datalist').length === 0)
    .map((control) => controlOf($, control))
    .filter((control) => control !== undefined)
}

/** Its own attribute counts, and that of a fieldset unless the control is in the fieldset's legend. */
function isDisabled(control: Elements): boolean {
  if (control.attr('disabled') !== undefined) return true
  const fieldsets = control.closest('fieldset[disabled]')
  if (fieldsets.length === 0) return false
  const legend = fieldsets.children('legend').first()
  return control.closest('legend').get(0) !== legend.get(0) || legend.length === 0
}

function controlOf($: CheerioAPI, element: Elements): Control | undefined {
  const tag = element.get(0)?.tagName
  const type = typeOf(tag, element.attr('type'))
  const name = element.attr('name') ?? ''
  if (BUTTONS.has(type)) {
    return type === 'submit' || type === 'image' ? buttonOf(element, name, type === 'image') : undefined
  }
  if (name === '') return undefined
  const control = { name, choices: [], isImage: false, isCharset: false, overrides: {} }
  const value = element.attr('value')
  if (type === 'select') return { ...control, kind: 'select', ...optionsOf($, element) }
  if (type === 'textarea') return { ...control, kind: 'text', values: [element.text()] }
  if (type === 'file') return { ...control, kind: 'file', values: [] }
  if (type === 'checkbox' || type === 'radio') {
    const choices = [value ?? 'on']
    return { ...control, kind: 'tick', choices, values: element.attr('checked') === undefined ? [] : choices }
  }
  const isCharset = type === 'hidden' && name.toLowerCase() === '_charset_'
  return {
    ...control,
    kind: 'text',
    values: [sanitize(type, value ?? '', (name) => element.attr(name))],
    isCharset,
  }
}

function typeOf(tag: string | undefined, type = ''): string {
  if (tag === 'select' || tag === 'textarea') return tag
  return tag === 'button'
    ? type.toLowerCase().replace(/^(?!reset$|button$).*$/, 'submit')
    : type.toLowerCase() || 'text'
}

function buttonOf(element: Elements, name: string, isImage: boolean): Control {
  const given = OVERRIDES.map(
    (attribute) => [attribute.slice('form'.length), element.attr(attribute)] as const,
  )
  const overrides = Object.fromEntries(
    given.filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
  return {
    name,
    kind: 'button',
    choices: [element.attr('value') ?? ''],
    values: [],
    isImage,
    isCharset: false,
    overrides,
  }
}

function optionsOf($: CheerioAPI, select: Elements): Pick<Control, 'choices' | 'values'> {
  const options = select
    .find('option')
    .toArray()
    .map((element) => $(element))
    .map((option) => ({
      // Its own attribute alone: `attr` would give the text, with its blanks.
      value: option.get(0)?.attribs['value'] ?? option.text().trim().replaceAll(/\s+/g, ' '),
      isSelected: option.attr('selected') !== undefined,
      isDisabled: option.attr('disabled') !== undefined || option.closest('optgroup[disabled]').length > 0,
    }))
  const choices = options.map(({ value }) => value)
  const selected = options.filter(({ isSelected }) => isSelected)
  const isMultiple = select.attr('multiple') !== undefined
  if (isMultiple)
    return { choices, values: selected.filter(({ isDisabled }) => !isDisabled).map(({ value }) => value) }
  // Of several that are selected, the last counts; of none, the first that can be chosen, as in a drop-down.
  const shown =
    selected.at(-1) ?? (hasList(select) ? undefined : options.find(({ isDisabled }) => !isDisabled))
  return { choices, values: shown && !shown.isDisabled ? [shown.value] : [] }
}

function hasList(select: Elements): boolean {
  return Number(select.attr('size') ?? 1) > 1
}
