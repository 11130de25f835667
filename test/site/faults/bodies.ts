import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { createGzip, gzipSync } from 'node:zlib'

import { random } from '../catalogue/random.ts'
import type { Routes } from '../server/router.ts'
import { htmlType, wholePage } from './page.ts'

const megabyte = 2 ** 20
const bombMegabytes = 200
const gzipped = { 'content-type': htmlType, 'content-encoding': 'gzip' }

/** Bodies and headers that are not what they should be, over connections that are. */
export function bodyFaults(): Routes {
  return {
    async '/faults/gzip-bomb'(_request, reply) {
      reply.send(200, gzipped, await gzipBomb())
    },

    '/faults/truncated-gzip'(_request, reply) {
      const whole = gzipSync(wholePage)
      reply.send(200, gzipped, whole.subarray(0, whole.length / 2))
    },

    '/faults/bad-gzip': (_request, reply) => reply.send(200, gzipped, wholePage),

    '/faults/bad-charset': (_request, reply) =>
      reply.send(200, { 'content-type': 'text/html; charset=x-no-such-charset' }, wholePage),

    '/faults/big-header'(request, reply) {
      const kilobytes = Number(request.url.searchParams.get('kb') ?? 20)
      reply.send(200, { 'content-type': htmlType, 'x-big': 'x'.repeat(kilobytes * 1024) }, wholePage)
    },

    '/faults/empty': (_request, reply) => reply.html(''),

    '/faults/not-html'(_request, reply) {
      const chance = random('not html')
      reply.send(
        200,
        { 'content-type': htmlType },
        Buffer.from(Array.from({ length: 4096 }, () => chance.integer(0, 255))),
      )
    },
  }
}

let bomb: Promise<Buffer> | undefined

/** 200 MB of nothing in about 200 KB, made once in a process and only if somebody asks. */
function gzipBomb(): Promise<Buffer> {
  bomb ??= buffer(Readable.from(Array.from({ length: bombMegabytes }, () => nothing)).pipe(createGzip()))
  return bomb
}

const nothing = Buffer.alloc(megabyte)
