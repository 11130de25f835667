import { setTimeout as sleep } from 'node:timers/promises'

import { LoginError, Response, type Session } from 'latchkey'
import type { Page, Response as BrowserResponse } from 'playwright-core'

import { explain } from './explain.ts'
import { handOver } from './hand-over.ts'
import { openBrowser } from './open-browser.ts'
import type { BrowserOptions } from './options.ts'
import { pageAsResponse } from './page-as-response.ts'
import { Traffic } from './traffic.ts'

/** Signs in on a page. */
export type Script = (page: Page) => Promise<unknown>

const LONGEST = 120_000
/** How long the browser may take to come to rest after the script, in milliseconds. */
const REST = 10_000

/**
 * Signs a session in by a script in Chromium, without a window; the cookies of the session's site become its own.
 *
 * @returns the page on which the script ended, for a look at whether it was let in.
 * @throws {LoginError} when the script fails, or does not end; `NetworkError`, `StatusError` for a site that is down.
 */
export async function signInWith(
  session: Session,
  script: Script,
  options: BrowserOptions = {},
): Promise<Response> {
  try {
    return await signIn(session, script, options)
  } catch (error) {
    // What a browser says that is closed under way is of no interest.
    options.signal?.throwIfAborted()
    throw error
  }
}

async function signIn(session: Session, script: Script, options: BrowserOptions): Promise<Response> {
  await using browser = await openBrowser(session, { ...options, headless: true })
  const { context } = browser
  const traffic = new Traffic(context)
  const page = await context.newPage()
  const userAgent = await page.evaluate<string>('navigator.userAgent')
  let document: BrowserResponse | undefined
  page.on('response', (response) => {
    if (response.request().isNavigationRequest() && response.frame() === page.mainFrame()) document = response
  })
  try {
    await limited(script(page), options.timeout ?? LONGEST, options.signal)
    // A script that ends with a click has not seen the answer yet.
    await traffic.rest(REST)
    await handOver(session, await context.cookies(), { page, userAgent }, options)
    return await pageAsResponse(page)
  } catch (error) {
    throw explain(error, page, document)
  }
}

/** Waits for the script, but not for ever, and not when the run is stopped. */
async function limited(
  work: Promise<unknown>,
  milliseconds: number,
  stop: AbortSignal | undefined,
): Promise<void> {
  const ended = new AbortController()
  const signal = AbortSignal.any([ended.signal, ...(stop ? [stop] : [])])
  const late = sleep(milliseconds, undefined, { signal }).then(() => {
    throw new LoginError(
      'SCRIPT_TIMEOUT',
      `the script of login.browser did not end in ${milliseconds / 1_000} s`,
    )
  })
  try {
    await Promise.race([work, late])
  } finally {
    ended.abort()
  }
}
