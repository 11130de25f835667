import type { Request } from '../../http/request.ts'
import type { Call } from '../call/call.ts'
import { emit, isHeard } from '../events.ts'
import { sharesCredentials } from '../site.ts'
import type { WireResponse } from '../transport/transport.ts'

/**
 * Sends the cookies that belong to a request, and keeps those that its response sets.
 *
 * They are kept as soon as the headers are there, so that the jar follows the order of the wire.
 */
export async function carryCookies(
  request: Request,
  call: Call,
  next: (request: Request, call: Call) => Promise<WireResponse>,
): Promise<WireResponse> {
  const wire = await next(withCookies(request, call), call)
  const lines = wire.headers.getAll('set-cookie')
  if (lines.length === 0) return wire
  const events = call.jar.receive(request.url, lines)
  if (!isHeard(call.hooks, 'onCookie')) return wire
  try {
    for (const cookie of events) await emit(call.hooks, 'onCookie', { cookie })
  } catch (error) {
    await wire.cancel()
    throw error
  }
  return wire
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
  return call.jar.header(request.url, ofCall)
}

function withCookies(request: Request, call: Call): Request {
  if (request.headers.has('cookie')) return request
  const cookies = cookieHeader(request, call)
  if (cookies === undefined) return request
  return { ...request, headers: request.headers.clone().append('Cookie', cookies) }
}
