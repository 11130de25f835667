/**
 * A whole crawl of the fixture site's shop, by Latchkey and by others, from a static server in another process.
 *
 *     node bench/crawl.ts [products] [rounds] [clients ...]     default 2000 3, all clients
 *
 * Each crawl has a process of its own, pinned to one core (by `taskset`, where there is one) with the server on the
 * other. The clients take turns; the middle of all rounds counts, and the ratios more than the figures. A client whose
 * records are not the truth gets no figure. Latchkey's store is a file, and durable.
 */
import { fork, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Crawled } from './crawl/client.ts'
import type { Serving } from './crawl/server.ts'
import { rightRecords, truthOf } from './crawl/shop.ts'

// Latchkey with its parser and its workers.
const CLIENTS = [
  'latchkey html5',
  'latchkey fast',
  'cheerio.load',
  'cheerio/slim',
  'htmlparser2',
  'fetch',
  'latchkey html5 2',
  'latchkey fast 2',
  'latchkey html5 auto',
]

const [products = '2000', rounds = '3', ...chosen] = process.argv.slice(2)
const names = chosen.length > 0 ? chosen : CLIENTS
const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0
const truth = await truthOf(Number(products))
const server = fork(join(import.meta.dirname, 'crawl/server.ts'), [products])
const serving = await told<Serving>(server)
pin(server, '1')

const crawls = new Map<string, Crawled[]>(names.map((name) => [name, []]))
let serverShare = 0
for (let round = 0; round < Number(rounds); round++) {
  for (const name of names) crawls.get(name)?.push(await crawlOnce(name))
}
report()
server.kill()

async function crawlOnce(name: string): Promise<Crawled> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))
  const script = join(import.meta.dirname, 'crawl/client.ts')
  const client = fork(script, [name, `${serving.url}/products`, join(folder, 'records')])
  // Workers are for the cores.
  if (!/^latchkey \w+ ./.test(name)) pin(client, '0')
  await told(client)
  const before = await serverCpu()
  client.send(serving.paths)
  const crawled = await told<Crawled>(client)
  serverShare = Math.max(serverShare, ((await serverCpu()) - before) / crawled.seconds)
  if (client.exitCode === null) await once(client, 'exit')
  rmSync(folder, { recursive: true })
  check(name, crawled)
  return crawled
}

/** Nobody is measured for work that was not done. */
function check(name: string, { pages, records }: Crawled): void {
  const right = records && rightRecords(truth, records)
  if (pages === serving.paths.length && (right === undefined || right === truth.size)) return
  throw new Error(
    `${name}: ${pages} of ${serving.paths.length} pages, ${right} of ${truth.size} records right`,
  )
}

/** Seconds of CPU that the server has used so far. */
async function serverCpu(): Promise<number> {
  server.send('cpu')
  const { user, system } = await told<NodeJS.CpuUsage>(server)
  return (user + system) / 1e6
}

/** The next thing that a process tells. */
async function told<T>(child: ChildProcess): Promise<T> {
  const waiting = new AbortController()
  const failed = () => waiting.abort(new Error('a process of the benchmark has ended too soon'))
  child.once('exit', failed)
  try {
    const [message] = (await once(child, 'message', waiting)) as [T]
    return message
  } finally {
    child.off('exit', failed)
  }
}

function pin({ pid }: ChildProcess, core: string): void {
  if (canPin) spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', core, String(pid)])
}

function report(): void {
  const middle = (name: string, read: (crawled: Crawled) => number) =>
    median((crawls.get(name) ?? []).map(read))
  const speed = (name: string) => middle(name, ({ pages, seconds }) => pages / seconds)
  const times = (name: string, other: string) =>
    names.includes(other) ? (speed(name) / speed(other)).toFixed(2) : ''
  console.table(
    names.map((name) => ({
      client: name,
      'pages/s': Math.round(speed(name)),
      'CPU s/1000 pages': middle(name, ({ cpu, pages }) => (cpu / pages) * 1_000).toFixed(2),
      'peak MB': Math.round(middle(name, ({ memory }) => memory)),
      'times cheerio.load': times(name, 'cheerio.load'),
      'times cheerio/slim': times(name, 'cheerio/slim'),
      'times htmlparser2': times(name, 'htmlparser2'),
      'times one core': times(name, name.split(' ').slice(0, 2).join(' ')),
    })),
  )
  console.log(
    `${serving.paths.length} pages, ${rounds} rounds, ${canPin ? 'each client on one core' : 'not pinned'}; ` +
      `the server used at most ${(serverShare * 100).toFixed(0)} % of its own`,
  )
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}
