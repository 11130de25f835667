/**
 * What a session costs over bare sockets: plain GETs with a few cookies, against a server in another process.
 *
 *     node bench/session.ts [requests a turn]
 *
 * Each client has a process of its own, so that none pays for another's garbage, and takes turns with bare undici alone:
 * whoever waits long for its turn finds the caches cold, and the more code the dearer that is. What else runs on
 * the machine only ever makes a turn dearer, up to twice, and spares some: so the quietest quarter of each client's turns
 * is what counts. A turn is long enough to have its share of garbage collection. The ratios are the result, of which that
 * of the CPU is the steadier one. got takes part once it is installed:
 * `npm install --prefix bench/peers`.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent as KeepAliveAgent, createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'

import { CookieJar } from '../packages/core/node_modules/tough-cookie/dist/index.js'
import { Agent, fetch, Pool } from '../packages/core/node_modules/undici/index.js'
import { Session } from '../packages/core/src/session/session.ts'

const CONNECTIONS = 16
// Both sides of the comparison are compiled to the end only after tens of thousands of requests.
const WARM_UP = 30
const ROUNDS = 61
const COOKIES = { sid: '0123456789abcdef', lang: 'en', cart: '42' }
const cookieHeader = Object.entries(COOKIES)
  .map(([name, value]) => `${name}=${value}`)
  .join('; ')

interface Client {
  readonly get: (path: string) => Promise<number>
}

interface Measure {
  readonly perSecond: number
  /** Of the client's process, in microseconds a request. */
  readonly cpu: number
}

const CLIENTS: Readonly<Record<string, (port: number) => Client | Promise<Client>>> = {
  'undici.request on a Pool': undiciRequest,
  'undici.fetch': undiciFetch,
  'latchkey, 3 cookies in the jar': latchkey,
  'got, 3 cookies in the jar': gotWithJar,
}
const peers = createRequire(new URL('./peers/package.json', import.meta.url))

const [first, second] = process.argv.slice(2)
if (!process.send) await compare(first ?? '2000')
else if (first === undefined) answer()
else await serveTurns(first, Number(second))

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

async function compare(requests: string): Promise<void> {
  const server = fork(import.meta.filename)
  const [port] = (await once(server, 'message')) as [number]
  const [bare = '', ...others] = Object.keys(CLIENTS).filter((name) => !name.startsWith('got') || hasGot())
  for (const name of others) report([bare, name], await turnsOf([bare, name], port, requests))
  if (!hasGot()) console.log('without got: npm install --prefix bench/peers')
  server.kill()
}

/** What each of the clients measured, turn by turn. */
async function turnsOf(names: string[], port: number, requests: string): Promise<Measure[][]> {
  const clients = names.map((name) => fork(import.meta.filename, [name, String(port)]))
  const turns = names.map((): Measure[] => [])
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    for (const [index, client] of clients.entries()) {
      client.send(requests)
      const [measure] = (await once(client, 'message')) as [Measure]
      if (round >= WARM_UP) turns[index]?.push(measure)
    }
  }
  for (const client of clients) client.kill()
  return turns
}

/** A client's side: so many requests each time it is told to. */
async function serveTurns(name: string, port: number): Promise<void> {
  const client = await CLIENTS[name]?.(port)
  process.on('message', (requests) => {
    if (client) void measured(client, Number(requests)).then((measure) => process.send?.(measure))
  })
}

async function measured({ get }: Client, requests: number): Promise<Measure> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  let left = requests
  const worker = async () => {
    while (left-- > 0) await get(`/page/${left}`)
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker))
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(cpu)
  return { perSecond: requests / seconds, cpu: (user + system) / requests }
}

function report(names: string[], turns: Measure[][]): void {
  const results = turns.map((measures) => ({
    perSecond: -lowerQuartile(measures.map(({ perSecond }) => -perSecond)),
    cpu: lowerQuartile(measures.map(({ cpu }) => cpu)),
  }))
  const [bare = { perSecond: 1, cpu: 1 }] = results
  console.table(
    results.map(({ perSecond, cpu }, index) => ({
      client: names[index],
      'requests/s': Math.round(perSecond),
      'of undici.request': (perSecond / bare.perSecond).toFixed(2),
      'CPU µs a request': cpu.toFixed(1),
      'CPU of undici.request': (cpu / bare.cpu).toFixed(2),
    })),
  )
}

function lowerQuartile(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 2] ?? 0
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
    async get(path) {
      const { body } = await pool.request({ path, method: 'GET', headers })
      return (await body.bytes()).byteLength
    },
  }
}

function undiciFetch(port: number): Client {
  const dispatcher = new Agent({ connections: CONNECTIONS })
  return {
    async get(path) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        dispatcher,
        headers: { cookie: cookieHeader },
      })
      return (await response.arrayBuffer()).byteLength
    },
  }
}

function latchkey(port: number): Client {
  const site = `http://127.0.0.1:${port}`
  const session = new Session({ site, cookies: COOKIES, connections: CONNECTIONS })
  return {
    async get(path) {
      return (await session.get(path)).body.byteLength
    },
  }
}

interface Got {
  (url: string, options: object): { buffer(): Promise<Uint8Array> }
  extend(options: object): Got
}

function hasGot(): boolean {
  try {
    return Boolean(peers.resolve('got'))
  } catch {
    return false
  }
}

async function gotWithJar(port: number): Promise<Client> {
  const { default: got } = (await import(peers.resolve('got'))) as { default: Got }
  const site = `http://127.0.0.1:${port}`
  const cookieJar = new CookieJar()
  for (const pair of cookieHeader.split('; ')) await cookieJar.setCookie(`${pair}; Path=/`, site)
  const agent = new KeepAliveAgent({ keepAlive: true, maxSockets: CONNECTIONS })
  const client = got.extend({ cookieJar, agent: { http: agent } })
  return { get: async (path) => (await client(site + path, {}).buffer()).byteLength }
}
