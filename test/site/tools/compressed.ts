import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'

import { plainPage } from '../server/plain-page.ts'
import type { Routes } from '../server/router.ts'

interface Coding {
  /** What Content-Encoding says. */
  readonly name: string
  compress(page: Buffer): Buffer
}

const codings: Readonly<Record<string, Coding>> = {
  gzip: { name: 'gzip', compress: (page) => gzipSync(page) },
  'x-gzip': { name: 'x-gzip', compress: (page) => gzipSync(page) },
  'gzip-members': { name: 'gzip', compress: inMembers },
  deflate: { name: 'deflate', compress: (page) => deflateSync(page) },
  // Wrong by RFC 9110 and yet common.
  'deflate-raw': { name: 'deflate', compress: (page) => deflateRawSync(page) },
  br: { name: 'br', compress: (page) => brotliCompressSync(page) },
  zstd: { name: 'zstd', compress: (page) => zstdCompressSync(page) },
  'gzip-br': { name: 'gzip, br', compress: (page) => brotliCompressSync(gzipSync(page)) },
}

/** The page `/compressed/<coding>`, the same under every coding, whatever the client accepts. */
export function compressedRoutes(): Routes {
  const page = Buffer.from(plainPage('Compressed', `<p id="text">${'All is well. '.repeat(200)}</p>`))
  return {
    '/compressed/:coding'(request, reply) {
      const coding = codings[request.params['coding']!]
      if (!coding) return reply.notFound()
      const headers = { 'content-type': 'text/html; charset=utf-8', 'content-encoding': coding.name }
      reply.send(200, headers, coding.compress(page))
    },
  }
}

/** A gzip body of two members (RFC 1952, section 2.2), of which careless decoders read the first. */
function inMembers(page: Buffer): Buffer {
  const middle = Math.floor(page.length / 2)
  return Buffer.concat([gzipSync(page.subarray(0, middle)), gzipSync(page.subarray(middle))])
}
