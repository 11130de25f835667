/**
 * What a session costs over bare sockets: plain GETs with a few cookies, against a server in another process.
 *
 *     node bench/session.ts [requests]
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { Agent, fetch, Pool } from '../packages/core/node_modules/undici/index.js'
import { Session } from '../packages/core/src/session/session.ts'

const CONNECTIONS = 16
const ROUNDS = 7
const REQUESTS = Number(process.argv[2] ?? 4000)
const COOKIES = { sid: '0123456789abcdef', lang: 'en', cart: '42' }
const cookieHeader = Object.entries(COOKIES)
  .map(([name, value]) => `${name}=${value}`)
  .join('; ')

interface Client {
  readonly name: string
  readonly get: (path: string) => Promise<number>
  readonly close: () => Promise<void>
}

interface Measure {
  readonly perSecond: number
  /** Of this process, in microseconds a request. */
  readonly cpu: number
}

if (process.send) answer()
else await compare()

/** The server's side: a page of 2 KB. */
function answer(): void {
  const page = `<!doctype html><title>page</title>${'<p>Lorem ipsum dolor sit amet.</p>'.repeat(60)}`
  const server = createServer((_, response) => {
    response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': page.length })
      .end(page)
  })
  server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
}

async function compare(): Promise<void> {
  const server = fork(import.meta.filename)
  const [port] = (await once(server, 'message')) as [number]
  const clients = [undiciRequest(port), undiciFetch(port), latchkey(port)]
  const measures = new Map<string, Measure[]>()
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const client of clients) {
      const measure = await measured(client)
      // The first round is for warming up.
      if (round > 0) measures.set(client.name, [...(measures.get(client.name) ?? []), measure])
    }
  }
  report(measures)
  await Promise.all(clients.map((client) => client.close()))
  server.kill()
}

async function measured({ get }: Client): Promise<Measure> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  let left = REQUESTS
  const worker = async () => {
    while (left-- > 0) await get(`/page/${left}`)
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker))
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  return { perSecond: REQUESTS / seconds, cpu: (user + system) / REQUESTS }
}

function report(measures: Map<string, Measure[]>): void {
  const rows = [...measures].map(([client, all]) => ({
    client,
    perSecond: median(all.map(({ perSecond }) => perSecond)),
    cpu: median(all.map(({ cpu }) => cpu)),
  }))
  const bare = rows[0]?.perSecond ?? 1
  console.table(
    rows.map(({ client, perSecond, cpu }) => ({
      client,
      'requests/s': Math.round(perSecond),
      'CPU µs a request': Math.round(cpu),
      'of undici.request': (perSecond / bare).toFixed(2),
    })),
  )
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}

function undiciRequest(port: number): Client {
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS })
  const headers = {
    cookie: cookieHeader,
    'user-agent': 'bench',
    accept: '*/*',
    'accept-encoding': 'gzip, deflate, br, zstd',
  }
  return {
    name: 'undici.request on a Pool',
    async get(path) {
      const { body } = await pool.request({ path, method: 'GET', headers })
      return (await body.bytes()).byteLength
    },
    close: () => pool.close(),
  }
}

function undiciFetch(port: number): Client {
  const dispatcher = new Agent({ connections: CONNECTIONS })
  return {
    name: 'undici.fetch',
    async get(path) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        dispatcher,
        headers: { cookie: cookieHeader },
      })
      return (await response.arrayBuffer()).byteLength
    },
    close: () => dispatcher.close(),
  }
}

function latchkey(port: number): Client {
  const site = `http://127.0.0.1:${port}`
  const session = new Session({ site, cookies: COOKIES, connections: CONNECTIONS })
  return {
    name: 'latchkey Session',
    async get(path) {
      return (await session.get(path)).body.byteLength
    },
    close: () => session.close(),
  }
}
