import { RedirectError } from '../../errors.ts'
import { isRedirect, redirectTarget } from '../../http/fields/location.ts'
import type { Hop } from '../../http/hop.ts'
import type { Request } from '../../http/request.ts'
import type { Response } from '../../http/response.ts'
import { userinfoOf } from '../auth/userinfo.ts'
import type { Call, Step } from '../call/call.ts'
import { emit, isHeard } from '../events.ts'
import { redirectMethod, redirectRequest } from '../redirect/redirect-request.ts'
import { sharesCredentials } from '../site.ts'
import { cookieHeader } from './carry-cookies.ts'

/**
 * Follows redirects as browsers do, each hop a request of its own for the steps below.
 *
 * @throws {RedirectError} `REDIRECT_LOOP` when the same method, URL and cookies come up twice, `TOO_MANY_REDIRECTS`,
 *   `REDIRECT_REFUSED` under the option `error`, and for a Location that cannot be followed.
 */
export async function followRedirects(first: Request, call: Call, next: Step): Promise<Response> {
  const seen = new Set<string>()
  let request = first
  for (;;) {
    const response = await next(request, call)
    if (!isRedirect(response.status, response.headers)) return response
    if (!(await isFollowed(request, response, call))) return unfollowed(request, response, call)
    seen.add(identity(request, call.sentCookies))
    request = await following(request, response, call)
    if (seen.has(identity(request, cookieHeader(request, call)))) throw loop(request)
    if (call.history.length > call.redirect.max) throw tooMany(first, request, call)
  }
}

async function isFollowed(request: Request, response: Response, call: Call): Promise<boolean> {
  const { mode } = call.redirect
  if (mode === 'follow') return true
  if (mode === 'manual') return false
  const to = redirectTarget(request, response.headers)
  if (mode !== 'error') {
    const { status } = response
    return mode({ status, from: request.url, to, method: redirectMethod(request.method, status) })
  }
  throw new RedirectError(
    'REDIRECT_REFUSED',
    request,
    `redirects to ${to.origin}, and the option redirect forbids it`,
  )
}

/** The response as it is, with the way on for whoever wants to take it. */
function unfollowed(request: Request, response: Response, call: Call): Response {
  const { history } = call
  return response.with({
    async next() {
      const resumed: Call = { ...call, history }
      return call.resume(await following(request, response, resumed), resumed.history)
    },
  })
}

/** The request for the next hop; the hop before it becomes history. */
async function following(request: Request, response: Response, call: Call): Promise<Request> {
  const target = redirectTarget(request, response.headers)
  const next = redirectRequest(request, response.status, target, call.redirect)
  const urlUserinfo = userinfoOf(target)
  if (urlUserinfo && sharesCredentials(call.url, target))
    call.credentials = { ...call.credentials, urlUserinfo }
  call.history = [...call.history, hopOf(request, response)]
  if (!isHeard(call.hooks, 'beforeRedirect')) return next
  return (await emit(call.hooks, 'beforeRedirect', { request: next, response })).request
}

function hopOf({ url }: Request, { method, status, headers, timings }: Response): Hop {
  const setCookies = headers.getAll('set-cookie').map((line) => line.split(/[=;]/, 1)[0]?.trim() ?? '')
  return { method, url, status, headers, timings, setCookies }
}

/** What must not come up twice: with the same question and the same cookies, the answer is the same. */
function identity({ method, url }: Request, cookies: string | undefined): string {
  const { hash, href } = url
  return `${method} ${href.slice(0, href.length - hash.length)} ${cookies ?? ''}`
}

function loop(request: Request): RedirectError {
  const problem =
    'redirects in a circle and sets no cookie: it may want a login, or a header that browsers send'
  return new RedirectError('REDIRECT_LOOP', request, problem)
}

function tooMany(first: Request, last: Request, { redirect }: Call): RedirectError {
  const problem = `redirects more than ${redirect.max} times, at last to ${last.url.origin}: raise maxRedirects if that is right`
  return new RedirectError('TOO_MANY_REDIRECTS', first, problem)
}
