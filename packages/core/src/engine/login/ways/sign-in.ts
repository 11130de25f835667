import type { BrowserPage } from '../../../extract/browser-page.ts'
import type { LoginByForm } from '../../../extract/login.ts'
import { Response } from '../../../http/response.ts'
import type { Session } from '../../../session/session.ts'
import type { Signs } from '../signs/signs.ts'
import type { Attempt } from './attempt.ts'
import { browserOptions, browserPackage } from './browser.ts'

/** Signs a session in as its crawler says; gives back the last page that was seen, if there was one. */
export async function signIn(
  { session, crawler, account, login, signs }: Attempt,
  signal: AbortSignal,
): Promise<Response | undefined> {
  if (login.form !== undefined) return submitForms(session, login, signs)
  if (login.browser !== undefined) {
    const browser = await browserPackage()
    const script = (page: BrowserPage) => login.browser(page, account)
    return browser.signInWith(session, script, browserOptions(crawler, signal))
  }
  const answer = await login.submit(session, account)
  return answer instanceof Response ? answer : undefined
}

/** Fills in one form after the other, each on the page that the one before led to. */
async function submitForms(
  session: Session,
  { form, fields = [] }: LoginByForm,
  signs: Signs,
): Promise<Response> {
  let page = await session.get(form)
  page.throwIfNotOk()
  for (const values of [fields].flat()) {
    // The page may have a search form too: the one that has these fields is meant.
    const selector = `form${Object.keys(values)
      .map((name) => `:has([name="${quoted(name)}"])`)
      .join('')}`
    page = await session.submit(page, selector, values)
    signs.sawAnswer(page)
  }
  return page
}

function quoted(name: string): string {
  return name.replaceAll(/["\\]/g, '\\$&')
}
