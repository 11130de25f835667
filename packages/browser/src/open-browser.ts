import { DefinitionError, type Session } from 'latchkey'
import type { Browser, BrowserContext } from 'playwright-core'

import { firstLine } from './explain.ts'
import { findChromium } from './find-chromium.ts'
import type { BrowserOptions } from './options.ts'
import { ownUserAgent } from './own-user-agent.ts'

/** It is to do nothing but what the login makes it do. */
const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
]

/** Chromium with an empty profile of its own, at work for one session. */
export interface OpenBrowser extends AsyncDisposable {
  readonly context: BrowserContext
}

/**
 * Starts Chromium for a session: paths are taken from the session's base URL, and a user agent of its own is shown.
 *
 * @throws {DefinitionError} when playwright-core or Chromium is missing, or does not start.
 */
export async function openBrowser(
  session: Session,
  { headless, proxy, insecure, signal }: BrowserOptions & { readonly headless: boolean },
): Promise<OpenBrowser> {
  signal?.throwIfAborted()
  const browser = await launch(headless, proxy)
  await using opened = new AsyncDisposableStack()
  opened.defer(() => browser.close())
  const close = () => void browser.close()
  signal?.addEventListener('abort', close, { once: true })
  opened.defer(() => signal?.removeEventListener('abort', close))
  if (signal?.aborted) await browser.close()
  const userAgent = ownUserAgent(session)
  const context = await browser.newContext({
    baseURL: session.build('GET', '/').url.href,
    ...(userAgent !== undefined && { userAgent }),
    ...(insecure && { ignoreHTTPSErrors: true }),
    // A window has the size that the person gives it.
    ...(!headless && { viewport: null }),
  })
  const resources = opened.move()
  return { context, [Symbol.asyncDispose]: () => resources.disposeAsync() }
}

async function launch(headless: boolean, proxy: BrowserOptions['proxy']): Promise<Browser> {
  const { chromium } = await playwright()
  const executablePath = findChromium()
  try {
    return await chromium.launch({
      executablePath,
      headless,
      args: FLAGS,
      // What a signal means is for the program to say; Playwright would end it.
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      // Chromium's sandbox refuses to work for root.
      chromiumSandbox: process.getuid?.() !== 0,
      ...(proxy && { proxy: { ...proxy, server: proxy.server.replace('socks5h:', 'socks5:') } }),
    })
  } catch (error) {
    const hint = headless
      ? ''
      : '. A window needs a screen: without one, take a session over from elsewhere with --import'
    throw new DefinitionError(`${executablePath} does not start: ${firstLine(error)}${hint}`, {
      cause: error,
    })
  }
}

async function playwright(): Promise<typeof import('playwright-core')> {
  try {
    // It takes half a second to load.
    return await import('playwright-core')
  } catch (error) {
    throw new DefinitionError('a login by browser needs playwright-core: npm install playwright-core', {
      cause: error,
    })
  }
}
