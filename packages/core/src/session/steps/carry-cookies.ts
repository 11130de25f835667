import type { Request } from '../../http/request.ts'
import type { Response } from '../../http/response.ts'
import type { Call, Step } from '../call/call.ts'
import { cookieLine } from '../cookies/cookie-line.ts'
import { overrideCookies } from '../cookies/override.ts'
import { sharesCredentials } from '../site.ts'

/** Sends the cookies that belong to a request along with it. */
export function carryCookies(request: Request, call: Call, next: Step): Promise<Response> {
  const cookies = cookieHeader(request, call)
  call.sentCookies = cookies
  if (cookies === undefined || request.headers.has('cookie')) return next(request, call)
  return next({ ...request, headers: request.headers.clone().append('Cookie', cookies) }, call)
}

/**
 * The Cookie header of a request: its own if it has one, else what the jar holds for the URL.
 *
 * Cookies of the call alone go no further than the origin that it began with.
 */
export function cookieHeader(request: Request, call: Call): string | undefined {
  const written = request.headers.get('cookie')
  if (written !== null) return written
  const ofCall = call.cookies && sharesCredentials(call.url, request.url) ? call.cookies : undefined
  if (!request.silenced?.includes('cookie')) return call.jar.header(request.url, ofCall)
  return ofCall && cookieLine(overrideCookies([], ofCall)).value
}
