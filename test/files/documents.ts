import { hash } from 'node:crypto'
import { gzipSync } from 'node:zlib'

import { defineCrawler, type Crawler } from 'latchkey'
import { z } from 'zod'

import { serve, type TestServer } from '../support/serve.ts'

/** A site of documents: its start lists them, and each is some bytes of all values, gzipped on its way. */
export interface DocumentSite extends TestServer {
  /** What is at `/documents/<number>`, and may be changed. */
  readonly bodies: Map<string, Uint8Array>
}

/** Starts a site with so many documents of some length. */
export async function startDocuments(number: number, length = 1_000): Promise<DocumentSite> {
  const bodies = new Map(
    Array.from({ length: number }, (_, index) => [String(index + 1), documentOf(index + 1, length)]),
  )
  const server = await serve(({ url }, response) => {
    const body = bodies.get(url.replace('/documents/', ''))
    if (body)
      return response
        .writeHead(200, { 'content-type': 'application/pdf', 'content-encoding': 'gzip' })
        .end(gzipSync(body))
    if (url !== '/') return response.writeHead(404).end()
    const links = [...bodies.keys()].map((id) => `<a href="/documents/${id}">${id}</a>`)
    return response.writeHead(200, { 'content-type': 'text/html' }).end(links.join(' '))
  })
  return Object.assign(server, { bodies })
}

/** Keeps each document under the name that is made of its number; without one, under its own. */
export function documentCrawler(url: string, nameOf?: (id: string) => string): Crawler {
  return defineCrawler({
    name: 'documents',
    start: `${url}/`,
    robots: false,
    rate: 'fast',
    paths: { document: '/documents/:id' },
    records: { document: z.object({ id: z.string(), file: z.string() }) },
    keys: { document: 'id' },
    routes: {
      list: ({ follow }) => follow('a'),
      document: ({ params, save }) => ({ id: params.id, file: save(nameOf?.(params.id)) }),
    },
  })
}

/** Bytes of all values, NUL and 0xFF among them, that are the same for the same number. */
function documentOf(number: number, length: number): Uint8Array {
  const start = Buffer.from([0, 255, 13, 10, 0, 26])
  const seed = hash('sha512', String(number), 'buffer')
  return Buffer.concat([start, Buffer.alloc(Math.max(0, length - start.length), seed)])
}
