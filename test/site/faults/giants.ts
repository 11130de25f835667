import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import type { Routes } from '../server/router.ts'
import { htmlType } from './page.ts'

const block = '<p>The quick brown fox jumps over the lazy dog.</p>\n'.repeat(1300).slice(0, 2 ** 16)
const blocksInMegabyte = 16

/** Pages too big for a careless reader, sent piece by piece. */
export function giants(): Routes {
  return {
    '/faults/many-links': ({ url }, { raw }) =>
      stream(raw, links(Number(url.searchParams.get('n') ?? 100_000))),

    '/faults/huge': ({ url }, { raw }) => stream(raw, blocks(Number(url.searchParams.get('mb') ?? 200))),

    '/faults/deep'({ url }, reply) {
      const depth = Number(url.searchParams.get('n') ?? 50_000)
      reply.html(`<!doctype html><title>Deep</title>${'<div>'.repeat(depth)}Bottom${'</div>'.repeat(depth)}`)
    },
  }
}

async function stream(raw: ServerResponse, pieces: Iterable<string>): Promise<void> {
  raw.writeHead(200, { 'content-type': htmlType })
  await pipeline(Readable.from(pieces), raw)
}

function* links(count: number): Iterable<string> {
  yield '<!doctype html><title>Many links</title><ul>\n'
  for (let from = 1; from <= count; from += 1000) {
    const numbers = Array.from({ length: Math.min(1000, count - from + 1) }, (_, index) => from + index)
    yield numbers.map((number) => `<li><a href="/members/${number}">${number}</a></li>\n`).join('')
  }
  yield '</ul>\n'
}

function* blocks(megabytes: number): Iterable<string> {
  for (let count = 0; count < megabytes * blocksInMegabyte; count += 1) yield block
}
