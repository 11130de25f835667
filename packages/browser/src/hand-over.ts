import { CookieJar, parseStorageState, type Session } from 'latchkey'
import type { Cookie, Page } from 'playwright-core'

import type { BrowserOptions } from './options.ts'

/** Gives a session what signing in has brought: the cookies of its site, and the tokens that are asked for. */
export async function handOver(
  session: Session,
  cookies: readonly Cookie[],
  page: Page | undefined,
  { takes = sentTo(session.build('GET', '/').url.hostname), tokens }: BrowserOptions,
): Promise<void> {
  const jar = new CookieJar()
  jar.add(parseStorageState({ cookies }))
  session.cookies.add(jar.all().filter(takes))
  if (tokens && page) session.headers.merge(await tokens(page))
}

function sentTo(host: string): NonNullable<BrowserOptions['takes']> {
  return ({ domain, hostOnly }) => host === domain || (!hostOnly && host.endsWith(`.${domain}`))
}
