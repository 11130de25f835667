import { isErrored, isReadable, Readable } from 'node:stream'

import { DefinitionError } from '../../errors.ts'
import type { Body } from '../request.ts'
import type { BodyFacts } from './body.ts'

/**
 * A stream: it can be sent once, so a redirect or a round of authentication that needs it again fails, and no try follows.
 *
 * Opening it throws a `DefinitionError` where it was read or closed before: it would be sent as nothing.
 */
export function streamBody(stream: AsyncIterable<Uint8Array>, options: BodyFacts = {}): Body {
  // A file that is not there may fail before anybody reads it, which would end the process. Reading it fails all the same.
  if (stream instanceof Readable) stream.on('error', () => {})
  return {
    type: options.type,
    length: options.length,
    replayable: false,
    sensitive: options.sensitive ?? false,
    open: () => unread(stream),
  }
}

function unread(stream: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const source = stream as Readable
  // Of what is no stream, such as a generator, nobody knows.
  if (isReadable(source) !== false || isErrored(source)) return stream
  throw new DefinitionError(
    'the stream to be sent was read or closed before, and can be sent only once: give a function that opens it',
  )
}
