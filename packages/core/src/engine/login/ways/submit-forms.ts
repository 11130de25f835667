import { BodyError } from '../../../errors.ts'
import type { LoginByForm } from '../../../extract/login.ts'
import type { Response } from '../../../http/response.ts'
import type { formsOf } from '../../../session/form/controls.ts'
import { throwIfPassing } from '../../../session/retry.ts'
import type { Session } from '../../../session/session.ts'
import type { Signs } from '../signs/signs.ts'

/** What a person can fill in. */
const FIELDS =
  'input:not([type=hidden], [type=submit], [type=button], [type=image], [type=reset]), select, textarea'

/**
 * Fills in one form after the other, each on the page that the one before led to.
 *
 * @throws {BodyError} `NO_FORM` for a page without a form that has the fields.
 */
export async function submitForms(
  session: Session,
  { form, fields = [] }: LoginByForm,
  signs: Signs,
  signal: AbortSignal,
): Promise<Response> {
  let page = await session.get(form, { signal })
  let last: string | undefined
  for (const values of [fields].flat()) {
    const selector = formWithAll(Object.keys(values))
    // What was filled in last was refused, if it is asked for again in place of the next.
    if (last !== undefined && !has(page, selector) && has(page, last)) return page
    if (!has(page, selector)) throw noForm(Object.keys(values), page)
    page = await session.submit(page, selector, values, { signal })
    signs.sawAnswer(page)
    last = selector
  }
  return page
}

/** The page may have a search form too: the one that has these fields is meant. */
function formWithAll(names: readonly string[]): string {
  return `form${names.map((name) => `:has([name="${quoted(name)}"])`).join('')}`
}

function has(page: Response, selector: string): boolean {
  return page.$(selector).length > 0
}

function noForm(names: readonly string[], page: Response): BodyError {
  throwIfPassing(page)
  return new BodyError('NO_FORM', page, `responded ${page.status} and has no form ${remedy(names, page)}`)
}

function remedy(names: readonly string[], { $ }: Response): string {
  const forms = $('form').toArray()
  if (forms.length === 0)
    return 'at all: name the page with the form as login.form; if a script builds the form, sign in by login.browser'
  const others = forms.map((form) => fieldsOf($(form).find(FIELDS)) || 'none').join(', or ')
  return `with the fields ${names.join(', ')}, but with ${others}: name those in login.fields, or another page as login.form`
}

function fieldsOf(fields: ReturnType<typeof formsOf>): string {
  return fields
    .toArray()
    .flatMap(({ attribs }) => attribs['name'] ?? [])
    .join(', ')
}

function quoted(name: string): string {
  return name.replaceAll(/["\\]/g, '\\$&')
}
