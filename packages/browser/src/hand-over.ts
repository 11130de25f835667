import { CookieJar, parseStorageState, type Session } from 'latchkey'
import type { Cookie, Page } from 'playwright-core'

import type { BrowserOptions } from './options.ts'
import { ownUserAgent } from './own-user-agent.ts'

/**
 * Gives a session what signing in has brought: the cookies of its site, the tokens that are asked for, and the name of the
 * browser, unless it has one of its own.
 */
export async function handOver(
  session: Session,
  cookies: readonly Cookie[],
  { page, userAgent }: { readonly page: Page | undefined; readonly userAgent: string },
  { takes = sentTo(session.build('GET', '/').url.hostname), tokens }: BrowserOptions,
): Promise<void> {
  const jar = new CookieJar()
  jar.add(parseStorageState({ cookies }))
  session.cookies.add(jar.all().filter(takes))
  if (!ownUserAgent(session)) session.headers.set('User-Agent', userAgent)
  if (tokens && page) session.headers.merge(await tokens(page))
}

function sentTo(host: string): NonNullable<BrowserOptions['takes']> {
  return ({ domain, hostOnly }) => host === domain || (!hostOnly && host.endsWith(`.${domain}`))
}
