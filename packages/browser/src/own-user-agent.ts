import type { Session } from 'latchkey'

/** How a session calls itself, if it was told to call itself something. */
export function ownUserAgent(session: Session): string | undefined {
  const userAgent = session.headers.get('user-agent')
  return userAgent === null || userAgent.startsWith('latchkey/') ? undefined : userAgent
}
