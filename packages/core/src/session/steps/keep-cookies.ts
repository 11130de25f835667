import type { Request } from '../../http/request.ts'
import type { Call, WireStep } from '../call/call.ts'
import { emit, isHeard } from '../events.ts'
import type { WireResponse } from '../transport/transport.ts'

/** Keeps the cookies that a response sets as soon as its headers are there, so that the jar follows the order of the wire. */
export async function keepCookies(request: Request, call: Call, next: WireStep): Promise<WireResponse> {
  const wire = await next(request, call)
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
