import { NetworkError } from '../../errors.ts'
import type { Request } from '../../http/request.ts'
import type { Call } from '../call/call.ts'
import type { WireResponse } from '../transport/transport.ts'

/**
 * Sends one request and takes in the response's status and headers.
 *
 * A kept connection that the server had closed in the meantime costs one free resend on another: only for a request
 * that may be sent twice, and only when no byte of a response came back (RFC 9112 section 9.3.1).
 */
export async function resendStale(request: Request, call: Call): Promise<WireResponse> {
  const { transport, limits, deadline, proxy } = call
  try {
    return await transport.send(request, limits, deadline.signal, proxy)
  } catch (error) {
    if (!(error instanceof NetworkError && error.stale && maySendTwice(request, call))) throw error
  }
  return transport.send(request, limits, deadline.signal, proxy)
}

function maySendTwice({ method, body }: Request, { retry }: Call): boolean {
  return retry.methods.includes(method) && (!body || body.replayable)
}
