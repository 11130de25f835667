import { Readable } from 'node:stream'

import { DefinitionError } from '../../../errors.ts'
import type { Body } from '../../../http/request.ts'
import { Failure } from '../failure.ts'

/** The bytes of a body, opened for one exchange and counted as they go out; a source that fails is told apart from the network. */
export function openBody(
  body: Body | undefined,
  onSend: (bytes: number) => void,
): Uint8Array | Readable | undefined {
  if (!body) return undefined
  const source = body.open()
  if (!(source instanceof Uint8Array)) return Readable.from(watched(source, onSend), { objectMode: false })
  onSend(source.byteLength)
  return source
}

async function* watched(
  source: AsyncIterable<Uint8Array>,
  onSend: (bytes: number) => void,
): AsyncGenerator<Uint8Array, void> {
  try {
    for await (const piece of source) {
      onSend(Buffer.byteLength(piece))
      yield piece
    }
  } catch (cause) {
    if (cause instanceof DefinitionError) throw cause
    throw new Failure('BODY_SOURCE', 'the body to be sent could not be read', { kind: 'body', cause })
  }
}
