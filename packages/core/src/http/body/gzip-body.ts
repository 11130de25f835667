import { Readable } from 'node:stream'
import { createGzip, gzipSync } from 'node:zlib'

import type { Body } from '../request.ts'
import { bytesOf } from './body.ts'

/** A body compressed on its way out; bytes keep a known length, streams are sent in chunks. */
export function gzipBody(body: Body): Body {
  const source = body.length === undefined ? undefined : bytesOf(body)
  if (!source) return { ...body, length: undefined, open: () => compressed(body.open()) }
  const bytes = gzipSync(source)
  return { ...body, length: bytes.byteLength, open: () => bytes }
}

function compressed(source: Uint8Array | AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const pieces = source instanceof Uint8Array ? [source] : source
  const gzip = createGzip()
  const input = Readable.from(pieces)
  input.on('error', (error) => gzip.destroy(error))
  gzip.on('close', () => input.destroy())
  return input.pipe(gzip)
}
