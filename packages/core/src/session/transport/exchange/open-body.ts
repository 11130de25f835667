import { Readable } from 'node:stream'

import type { Body } from '../../../http/request.ts'
import { Failure } from '../failure.ts'

/** The bytes of a body, opened for one exchange; a source that fails is told apart from the network. */
export function openBody(body: Body | undefined): Uint8Array | Readable | undefined {
  if (!body) return undefined
  const source = body.open()
  return source instanceof Uint8Array ? source : Readable.from(watched(source), { objectMode: false })
}

async function* watched(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  try {
    yield* source
  } catch (cause) {
    throw new Failure('BODY_SOURCE', 'the body to be sent could not be read', { kind: 'body', cause })
  }
}
