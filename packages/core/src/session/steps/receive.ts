import { BodyError } from '../../errors.ts'
import { decodeBody, decodeWhole } from '../../http/decoding/decoding.ts'
import type { DecodedBody } from '../../http/decoding/decoding.ts'
import { isRedirect } from '../../http/fields/location.ts'
import type { Request } from '../../http/request.ts'
import { Response } from '../../http/response.ts'
import type { Call, WireStep } from '../call/call.ts'
import { emit, isHeard } from '../events.ts'
import type { WireResponse } from '../transport/transport.ts'

const NOTHING: DecodedBody = { bytes: new Uint8Array(), raw: 0, flags: [] }

/** Sends one request and makes a response of what comes back, its body read and decoded; hooks may put another in its place. */
export async function receive(request: Request, call: Call, next: WireStep): Promise<Response> {
  if (call.unread) await call.unread.cancel()
  call.unread = undefined
  const wire = await next(request, call)
  const response = responseOf(wire, request, call, await bodyOf(wire, request, call))
  if (!isHeard(call.hooks, 'afterResponse')) return response
  return (await emit(call.hooks, 'afterResponse', { request, response })).response
}

function responseOf(wire: WireResponse, request: Request, call: Call, body: DecodedBody): Response {
  return new Response({
    url: request.url,
    requestUrl: call.url,
    method: request.method,
    status: wire.status,
    statusText: wire.statusText,
    httpVersion: wire.httpVersion,
    headers: wire.headers,
    body: body.bytes,
    rawBytes: body.raw,
    sentBytes: wire.sent(),
    flags: body.flags,
    charset: call.charset,
    fallbackCharset: call.fallbackCharset,
    parser: call.parser,
    history: call.history,
    timings: wire.timings(),
    socketReused: wire.socketReused,
    lenient: wire.lenient,
  })
}

/** The body, read and decoded; nothing of one that is followed on from or left for streaming. */
function bodyOf(wire: WireResponse, request: Request, call: Call): DecodedBody | Promise<DecodedBody> {
  const { mode } = call.redirect
  if ((mode === 'follow' || mode === 'error') && isRedirect(wire.status, wire.headers))
    return wire.cancel().then(() => NOTHING)
  if (call.isStream && wire.status >= 200 && wire.status < 300) {
    call.unread = wire
    return NOTHING
  }
  return readBody(wire, request, call)
}

async function readBody(wire: WireResponse, request: Request, { body: limits }: Call): Promise<DecodedBody> {
  const coding = wire.headers.get('content-encoding')
  try {
    const whole = wire.whole?.()
    const decoded = whole && decodeWhole(whole, coding, limits, request)
    return decoded ?? (await decodeBody(whole ?? wire.body, coding, limits, request))
  } catch (error) {
    await wire.cancel()
    throw error instanceof BodyError ? keepHead(error, wire) : error
  }
}

/** A body that is too large or damaged still has a status and headers worth knowing. */
function keepHead(error: BodyError, { status, headers }: WireResponse): BodyError {
  return Object.defineProperty(error, 'response', { value: { status, headers }, enumerable: false })
}
