import type { CheerioAPI } from 'cheerio/slim'

import { BodyError } from '../../errors.ts'
import { linkUrl } from '../../http/link-url.ts'
import type { Response } from '../../http/response.ts'
import { outputCharset } from '../../http/text/encode-text.ts'
import { controlsOf, formsOf } from './controls.ts'
import type { Control, Elements } from './controls.ts'

/** A form as it stands in a page. */
export interface Form {
  /** As people would call it, for messages. */
  readonly label: string
  readonly action: URL
  readonly method: string
  readonly enctype: string
  /** The charsets that its `accept-charset` names. */
  readonly charsets: readonly string[]
  readonly controls: readonly Control[]
}

/**
 * Reads a form of a page.
 *
 * @param selector A CSS selector, a name or an id; the first match counts, and its form if it lies in one.
 *   May be left out where the page has one form.
 * @throws {BodyError} `NO_FORM`, naming the forms that are there.
 */
export function readForm(page: Response, selector: string | undefined): Form {
  const { $ } = page
  const forms = formsOf($)
  const found = selector === undefined ? forms : named($, selector)
  const form = found.first()
  if (form.length === 0 || (selector === undefined && found.length > 1)) throw noForm(page, selector)
  return formAt(page, form)
}

/** The error of a page that lacks a form, naming the forms that are there. */
export function noForm(page: Response, selector: string | undefined): BodyError {
  const { $, status } = page
  const all = formsOf($)
    .toArray()
    .map((element) => labelOf((name) => $(element).attr(name)))
  return new BodyError('NO_FORM', page, problem(selector, all, status))
}

/** Reads a form that was found in a page. */
export function formAt(page: Response, form: Elements): Form {
  const attribute = (name: string) => form.attr(name)?.trim() ?? ''
  return {
    label: labelOf((name) => form.attr(name)),
    action: resolved(page, attribute('action')),
    method: attribute('method').toLowerCase(),
    enctype: attribute('enctype').toLowerCase(),
    charsets: attribute('accept-charset')
      .split(/[\s,]+/)
      .filter(Boolean),
    controls: controlsOf(page.$, form),
  }
}

/** A URL that a form or one of its buttons names; none is the page itself (HTML standard, form submission). */
export function resolved({ $, url, charset }: Response, action: string): URL {
  if (action === '') return url
  const base = $('base[href]').first().attr('href') ?? ''
  return linkUrl(action, URL.parse(base, url.href) ?? url, outputCharset(charset)) ?? url
}

function named($: CheerioAPI, selector: string): Elements {
  const forms = formsOf($)
  const isMeant = (form: Elements) => form.attr('name') === selector || form.attr('id') === selector
  const byName = forms.filter((_, form) => isMeant($(form)))
  if (byName.length > 0) return byName
  try {
    return $(selector).first().closest('form') as Elements
  } catch {
    // Not a selector, and no name either.
    return byName
  }
}

function labelOf(attribute: (name: string) => string | undefined): string {
  const id = attribute('id')
  const name = attribute('name')
  const action = attribute('action')
  return `form${id ? `#${id}` : ''}${name ? `[name=${name}]` : ''}${action ? `[action=${action.split('?', 1)[0]}]` : ''}`
}

function problem(selector: string | undefined, forms: readonly string[], status: number): string {
  const what = selector === undefined ? 'has no single form' : `has no form ${selector}`
  if (forms.length === 0)
    return `responded ${status} and ${what}: the page has no forms, it may need a login or a browser`
  return `responded ${status} and ${what}: name one of ${forms.join(', ')}`
}
