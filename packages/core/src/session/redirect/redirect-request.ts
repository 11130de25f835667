import { BodyError, RedirectError } from '../../errors.ts'
import type { Headers } from '../../http/headers.ts'
import type { Request } from '../../http/request.ts'
import { withoutUserinfo } from '../../http/url.ts'
import { stripCredentials } from '../auth/credential-headers.ts'
import { sharesCredentials } from '../site.ts'
import type { RedirectPolicy } from './redirect-policy.ts'
import { refererFor } from './referer.ts'

const BODY_HEADERS = [
  'content-type',
  'content-length',
  'content-encoding',
  'content-language',
  'content-location',
  'content-digest',
  'transfer-encoding',
  'expect',
]

/**
 * The request that follows a redirect (Fetch standard, HTTP-redirect fetch): POST becomes GET on 301 and 302, every
 * method but HEAD on 303, and the body goes with its headers. Credentials stay behind when the origin changes.
 *
 * @throws {BodyError} `BODY_NOT_REPLAYABLE` when the body must be sent again and is a stream.
 * @throws {RedirectError} `SENSITIVE_BODY` when a body that must not leave the site would.
 */
export function redirectRequest(request: Request, status: number, to: URL, policy: RedirectPolicy): Request {
  const url = withoutUserinfo(to)
  const isSame = sharesCredentials(request.url, url)
  const method = redirectMethod(request.method, status)
  const keepsBody = method === request.method && status !== 303
  const { silenced } = request
  const headers = isSame
    ? request.headers.clone()
    : stripCredentials(request.headers, policy.sensitiveHeaders)
  if (url.origin !== request.url.origin) headers.delete('host')
  setReferer(headers, request.url, url, policy.referer)
  if (keepsBody) {
    checkBody(request, url, policy)
    if (!isSame && headers.has('origin')) headers.set('origin', 'null')
    return { method, url, headers, body: request.body, silenced }
  }
  for (const name of [...BODY_HEADERS, 'origin']) headers.delete(name)
  return { method, url, headers, body: undefined, silenced }
}

/** The method of the request that follows a redirect. */
export function redirectMethod(method: string, status: number): string {
  if (status === 303) return method === 'HEAD' ? 'HEAD' : 'GET'
  return method === 'POST' && (status === 301 || status === 302) ? 'GET' : method
}

function checkBody(request: Request, to: URL, { site }: RedirectPolicy): void {
  const { body, url } = request
  if (!body) return
  const staysInside = sharesCredentials(url, to) || (site.owns(url) && site.owns(to))
  if (body.sensitive && !staysInside) {
    const problem = `redirects to ${to.origin}, where its sensitive body must not go: send it there yourself if that is right`
    throw new RedirectError('SENSITIVE_BODY', request, problem)
  }
  if (!body.replayable) {
    const problem =
      'a redirect needs the body again, and a stream can be sent only once: give a function that opens it'
    throw new BodyError('BODY_NOT_REPLAYABLE', request, problem)
  }
}

/** A Referer that the caller wrote is trimmed for each hop, as a browser does with its own. */
function setReferer(headers: Headers, from: URL, to: URL, referer: RedirectPolicy['referer']): void {
  const written = headers.get('referer')
  const page = referer === 'auto' ? from : referer === 'none' ? URL.parse(written ?? '') : referer
  if (page) headers.set('Referer', refererFor(page, to))
  else if (written !== null) headers.delete('referer')
}
