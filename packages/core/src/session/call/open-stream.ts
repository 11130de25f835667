import { decodeStream } from '../../http/decoding/decoding.ts'
import type { Response } from '../../http/response.ts'
import { StreamResponse } from '../../http/stream-response.ts'
import type { BodySource } from '../../http/stream-response.ts'
import type { WireResponse } from '../transport/transport.ts'
import type { Call } from './call.ts'

/** The body of a call's response, to be read as it arrives; the call is over when the body is. */
export function openStream(response: Response, call: Call): StreamResponse {
  if (call.unread) return new StreamResponse(response, wireSource(call.unread, response, call), call.charset)
  // Only a body that was asked for is streamed; that of an error has been read.
  return streamOf(response, call.charset)
}

/** A response that was read whole, as a stream. */
export function streamOf(response: Response, charset?: string): StreamResponse {
  return new StreamResponse(response, readSource(response), charset)
}

function wireSource(wire: WireResponse, response: Response, { deadline, body }: Call): BodySource {
  const pieces = decodeStream(wire.body, wire.headers.get('content-encoding'), body, response)
  return {
    async *[Symbol.asyncIterator]() {
      yield* pieces
      deadline.end()
    },
    async cancel() {
      deadline.end()
      await wire.cancel()
    },
    timings: () => wire.timings(),
    get raw() {
      return pieces.raw
    },
    get flags() {
      return pieces.flags
    },
  }
}

function readSource(response: Response): BodySource {
  return {
    async *[Symbol.asyncIterator]() {
      yield response.body
    },
    cancel: async () => {},
    timings: () => response.timings,
    raw: response.bytes.raw,
    flags: response.flags,
  }
}
