/**
 * What a session costs over bare sockets: plain GETs with a few cookies, against a server in another process.
 *
 *     node bench/session.ts [requests a round]
 *
 * The clients take turns for several rounds, and each is compared with bare undici round by round: what else the
 * machine does then touches all of them. The ratios are the result, of which that of the CPU is the steadier one. got
 * takes part once it is installed: `npm install --prefix bench/peers`.
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
const ROUNDS = 9
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
  const peers = await gotWithJar(port)
  const clients = [undiciRequest(port), undiciFetch(port), latchkey(port), ...(peers ? [peers] : [])]
  const rounds: Measure[][] = []
  for (let round = 0; round <= ROUNDS; round += 1) {
    const measures: Measure[] = []
    for (const client of clients) measures.push(await measured(client))
    // The first round is for warming up.
    if (round > 0) rounds.push(measures)
  }
  report(clients, rounds)
  if (!peers) console.log('without got: npm install --prefix bench/peers')
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

function report(clients: Client[], rounds: Measure[][]): void {
  const middle = (index: number, read: (own: Measure, bare: Measure) => number) =>
    median(
      rounds.flatMap((measures) => {
        const [own, bare] = [measures[index], measures[0]]
        return own && bare ? [read(own, bare)] : []
      }),
    )
  console.table(
    clients.map(({ name }, index) => ({
      client: name,
      'requests/s': Math.round(middle(index, ({ perSecond }) => perSecond)),
      'of undici.request': middle(index, (own, bare) => own.perSecond / bare.perSecond).toFixed(2),
      'CPU µs a request': Math.round(middle(index, ({ cpu }) => cpu)),
      'CPU of undici.request': middle(index, (own, bare) => own.cpu / bare.cpu).toFixed(2),
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
    name: 'latchkey, 3 cookies in the jar',
    async get(path) {
      return (await session.get(path)).body.byteLength
    },
    close: () => session.close(),
  }
}

interface Got {
  (url: string, options: object): { buffer(): Promise<Uint8Array> }
  extend(options: object): Got
}

async function gotWithJar(port: number): Promise<Client | undefined> {
  const peers = createRequire(new URL('./peers/package.json', import.meta.url))
  let got: Got
  try {
    got = ((await import(peers.resolve('got'))) as { default: Got }).default
  } catch {
    return undefined
  }
  const site = `http://127.0.0.1:${port}`
  const cookieJar = new CookieJar()
  for (const pair of cookieHeader.split('; ')) await cookieJar.setCookie(`${pair}; Path=/`, site)
  const agent = new KeepAliveAgent({ keepAlive: true, maxSockets: CONNECTIONS })
  const client = got.extend({ cookieJar, agent: { http: agent } })
  return {
    name: 'got, 3 cookies in the jar',
    get: async (path) => (await client(site + path, {}).buffer()).byteLength,
    close: async () => agent.destroy(),
  }
}
