import { setTimeout as sleep } from 'node:timers/promises'

import type { Response, Session } from 'latchkey'
import type { BrowserContext, Cookie, Page } from 'playwright-core'

import { explain } from './explain.ts'
import { handOver } from './hand-over.ts'
import { openBrowser } from './open-browser.ts'
import type { BrowserOptions } from './options.ts'
import { pageAsResponse } from './page-as-response.ts'

/** How often the window is looked at, in milliseconds. */
const PACE = 500

/** How a person signs in. */
export interface ByHandOptions extends BrowserOptions {
  /** The page that is opened: a path or a URL. */
  readonly open: string
  /** Whether a page shows its visitor to be signed in; without it only the person can say so. */
  readonly isSignedIn?: ((page: Response) => boolean) | undefined
  /** Resolves when the person says so; closing the window says it too. */
  readonly done?: Promise<unknown> | undefined
}

/** Opens a window in which a person signs a session in, and waits until a page shows it or the person says so. */
export async function signInByHand(session: Session, options: ByHandOptions): Promise<void> {
  await using browser = await openBrowser(session, { ...options, headless: false })
  const { context } = browser
  const first = await context.newPage()
  const userAgent = await first.evaluate<string>('navigator.userAgent')
  await first.goto(options.open).catch((error: unknown) => {
    throw explain(error, first, undefined)
  })
  let isDone = false
  const done = options.done ? [options.done.then(() => (isDone = true))] : []
  // What a window holds is gone once it is closed.
  let cookies: readonly Cookie[] = []
  let page: Page | undefined
  while (context.pages().length > 0) {
    options.signal?.throwIfAborted()
    page = (await pageSignedIn(context, options.isSignedIn)) ?? page
    cookies = await context.cookies().catch(() => cookies)
    if (page || isDone) break
    await Promise.race([sleep(PACE), ...done])
  }
  await handOver(session, cookies, { page: page ?? context.pages().at(-1), userAgent }, options)
}

async function pageSignedIn(
  context: BrowserContext,
  isSignedIn: ByHandOptions['isSignedIn'],
): Promise<Page | undefined> {
  for (const page of isSignedIn ? context.pages() : []) {
    // A page on its way to another has no content.
    const seen = await pageAsResponse(page).catch(() => undefined)
    if (seen && isSignedIn?.(seen)) return page
  }
  return undefined
}
