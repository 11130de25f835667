import { queuedParts } from '../../frontier/link.ts'
import type { Link } from '../../frontier/store.ts'
import type { Response } from '../../http/response.ts'
import type { Session } from '../../session/session.ts'

/** What is asked for. */
export type PageRequest = Pick<Link, 'method' | 'url' | 'headers' | 'body' | 'route' | 'key'>

/**
 * Sends a request of the queue over a session.
 *
 * @throws {RequestError} when no response comes.
 */
export function requestPage(session: Session, request: PageRequest, signal: AbortSignal): Promise<Response> {
  return session.request(request.method, request.url, { ...queuedParts(request), signal })
}
