import type { BrowserPage } from '../../../extract/browser-page.ts'
import { unlessAborted } from '../../../frontier/unless-aborted.ts'
import { Response } from '../../../http/response.ts'
import type { Session } from '../../../session/session.ts'
import type { Member } from '../user.ts'
import { browserOptions, browserPackage } from './browser.ts'
import { submitForms } from './submit-forms.ts'

/** Signs a session in as its crawler says; gives back the last page that was seen, if there was one. */
export async function signIn(
  { session, crawler, account, login, signs }: Member,
  signal: AbortSignal,
): Promise<Response | undefined> {
  if (login.form !== undefined) return submitForms(session, login, signs, signal)
  if (login.browser !== undefined) {
    const browser = await browserPackage()
    const script = (page: BrowserPage) => login.browser(page, account)
    return browser.signInWith(session, script, browserOptions(crawler, signal))
  }
  const answer = await unlessStopped(session, login.submit(session, account), signal)
  return answer instanceof Response ? answer : undefined
}

/** What a crawler does by itself knows of no signal: it ends when it has no session any more. */
async function unlessStopped<T>(session: Session, work: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await unlessAborted(work, signal)
  } finally {
    if (signal.aborted) await session.destroy()
  }
}
