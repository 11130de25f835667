import { Readable } from 'node:stream'
import { createGzip, gzipSync } from 'node:zlib'

import type { Body } from '../request.ts'

/** A body compressed on its way out; bytes keep a known length, streams are sent in chunks. */
export function gzipBody(body: Body): Body {
  if (body.replayable && body.length !== undefined) {
    const source = body.open()
    if (source instanceof Uint8Array) {
      const bytes = gzipSync(source)
      return { ...body, length: bytes.byteLength, open: () => bytes }
    }
  }
  return { ...body, length: undefined, open: () => compressed(body.open()) }
}

function compressed(source: Uint8Array | AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const pieces = source instanceof Uint8Array ? [source] : source
  const gzip = createGzip()
  const input = Readable.from(pieces)
  input.on('error', (error) => gzip.destroy(error))
  gzip.on('close', () => input.destroy())
  return input.pipe(gzip)
}
