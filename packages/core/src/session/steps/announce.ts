import type { Request } from '../../http/request.ts'
import type { Response } from '../../http/response.ts'
import type { Call, Step } from '../call/call.ts'
import { emit, isHeard } from '../events.ts'

/** Tells the hooks of a request that is about to be sent; they may put another in its place. */
export function announce(request: Request, call: Call, next: Step): Promise<Response> {
  if (!isHeard(call.hooks, 'beforeRequest')) return next(request, call)
  return announced(request, call, next)
}

async function announced(request: Request, call: Call, next: Step): Promise<Response> {
  const event = await emit(call.hooks, 'beforeRequest', { request })
  return next(event.request, call)
}
