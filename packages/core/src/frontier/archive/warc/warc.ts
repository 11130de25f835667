import type { Response } from '../../../http/response.ts'
import { version } from '../../../session/version.ts'
import type { ArchivedResponse, ArchivedRun } from '../archived-run.ts'
import { payloadDigest } from './digest.ts'
import { httpHead } from './http-block.ts'
import { formatRecord, newRecordId, type WarcRecord } from './warc-record.ts'

const SAME_PAYLOAD = 'http://netpreserve.org/warc/1.1/revisit/identical-payload-digest'
const HTTP = 'application/http;msgtype=response'

/** A record that later ones with the same body point to. */
interface Original {
  readonly id: string
  readonly url: string
  readonly date: Date
}

/**
 * An archived run as a WARC 1.1 file (ISO 28500:2017), record by record, each compressed by itself.
 *
 * A redirect is a record of its own without a body; a body that comes again is a `revisit` of its first record.
 *
 * @throws {BodyError} `ARCHIVE_DAMAGED`
 */
export function* warcOf(run: ArchivedRun): Generator<Uint8Array, void, undefined> {
  yield formatRecord(warcinfo(run))
  const originals = new Map<number, Original>()
  for (const archived of run.responses()) {
    for (const record of redirects(archived)) yield formatRecord(record)
    const { response, body, fetchedAt: date, comesAgain } = archived
    const original = originals.get(body)
    const record = original ? revisit(archived, original) : responseRecord(archived)
    if (comesAgain && !original) originals.set(body, { id: record.id, url: response.url.href, date })
    yield formatRecord(record)
  }
}

function warcinfo({ crawler, number, startedAt }: ArchivedRun): WarcRecord {
  const lines = [
    `software: Latchkey/${version}`,
    'format: WARC File Format 1.1',
    'conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/',
    `isPartOf: run ${number} of ${crawler}`,
    `description: decoded bodies, without secrets`,
  ]
  const block = Buffer.from(lines.map((line) => `${line}\r\n`).join(''))
  const contentType = 'application/warc-fields'
  return { type: 'warcinfo', id: newRecordId(), date: startedAt, fields: [], contentType, block }
}

function redirects({ response, fetchedAt: date }: ArchivedResponse): WarcRecord[] {
  return response.history.map((hop) => ({
    type: 'response',
    id: newRecordId(),
    date,
    // Its body was not kept.
    fields: [
      ['WARC-Target-URI', hop.url.href],
      ['WARC-Truncated', 'unspecified'],
    ],
    contentType: HTTP,
    block: httpHead(hop, 0),
  }))
}

function responseRecord({ response, fetchedAt: date }: ArchivedResponse): WarcRecord {
  const { body } = response
  return {
    type: 'response',
    id: newRecordId(),
    date,
    fields: payload(response),
    contentType: HTTP,
    block: Buffer.concat([httpHead(response, body.byteLength), body]),
  }
}

function revisit({ response, fetchedAt: date }: ArchivedResponse, original: Original): WarcRecord {
  return {
    type: 'revisit',
    id: newRecordId(),
    date,
    fields: [
      ...payload(response),
      ['WARC-Profile', SAME_PAYLOAD],
      ['WARC-Refers-To', original.id],
      ['WARC-Refers-To-Target-URI', original.url],
      ['WARC-Refers-To-Date', original.date.toISOString()],
    ],
    contentType: HTTP,
    block: httpHead(response, response.body.byteLength),
  }
}

function payload({ url, body }: Response): [string, string][] {
  return [
    ['WARC-Target-URI', url.href],
    ['WARC-Payload-Digest', payloadDigest(body)],
  ]
}
