import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'

/** A record of a WARC file: what it says about its block, and the block. */
export interface WarcRecord {
  readonly type: 'warcinfo' | 'response' | 'revisit'
  readonly id: string
  readonly date: Date
  /** Further fields, in their order. */
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly contentType: string
  readonly block: Uint8Array
}

/** A name for a record that no other has. */
export function newRecordId(): string {
  return `<urn:uuid:${randomUUID()}>`
}

/** A record as it stands in a .warc.gz file, compressed by itself so that it can be read alone (ISO 28500:2017, annex D). */
export function formatRecord({ type, id, date, fields, contentType, block }: WarcRecord): Uint8Array {
  const lines = [
    ['WARC-Type', type],
    ['WARC-Record-ID', id],
    ['WARC-Date', date.toISOString()],
    ...fields,
    ['Content-Type', contentType],
    ['Content-Length', String(block.byteLength)],
  ]
  const head = `WARC/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  return gzipSync(Buffer.concat([Buffer.from(head), block, Buffer.from('\r\n\r\n')]))
}
