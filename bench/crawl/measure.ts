import { execFileSync, fork, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Product } from '../../test/site/index.ts'
import type { Crawled } from './client.ts'
import { latchkeyNamed } from './latchkey/client-name.ts'
import { crawlWithScrapy } from './scrapy.ts'
import type { Serving } from './server.ts'
import { rightRecords, truthOf } from './truth.ts'

/** Whether processes can be kept on one core each. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0

/** A shop in a process of its own, that clients crawl one at a time. */
export class ServedShop implements Disposable {
  /** The largest share of its core that the server has used while a client crawled. */
  load = 0
  readonly #server: ChildProcess
  readonly #serving: Serving
  readonly #truth: ReadonlyMap<number, Product>

  private constructor(server: ChildProcess, serving: Serving, truth: ReadonlyMap<number, Product>) {
    this.#server = server
    this.#serving = serving
    this.#truth = truth
  }

  static async open(products: number): Promise<ServedShop> {
    build()
    const truth = await truthOf(products)
    const server = fork(join(import.meta.dirname, 'server.ts'), [String(products)])
    const serving = await told<Serving>(server)
    pin(server, '1')
    return new ServedShop(server, serving, truth)
  }

  /** How many pages there are to crawl. */
  get pages(): number {
    return this.#serving.paths.length
  }

  /** One crawl in a process of its own, on one core unless it has workers; its records must be the truth. */
  async crawl(name: string): Promise<Crawled> {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))
    const before = await this.#cpu()
    const crawled = await this.#crawlIn(folder, name)
    this.load = Math.max(this.load, ((await this.#cpu()) - before) / crawled.seconds)
    rmSync(folder, { recursive: true })
    this.#check(name, crawled)
    return crawled
  }

  [Symbol.dispose](): void {
    this.#server.kill()
  }

  async #crawlIn(folder: string, name: string): Promise<Crawled> {
    const start = `${this.#serving.url}/products`
    if (name.startsWith('scrapy')) {
      return crawlWithScrapy(name.endsWith('persisted'), start, folder, canPin ? ['taskset', '-c', '0'] : [])
    }
    const client = fork(join(import.meta.dirname, 'client.ts'), [name, start, join(folder, 'records')], {
      cwd: folder,
      execArgv: ['--conditions=built'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    if (!hasWorkers(name)) pin(client, '0')
    await told(client)
    // Nobody else is to hold them in memory.
    client.send(name === 'fetch' ? this.#serving.paths : [])
    const crawled = await told<Crawled>(client)
    if (client.exitCode === null) await once(client, 'exit')
    return crawled
  }

  /** Nobody is measured for work that was not done. */
  #check(name: string, { pages, records }: Crawled): void {
    const right = records && rightRecords(this.#truth, records)
    if (pages === this.pages && (right === undefined || right === this.#truth.size)) return
    const found = `${pages} of ${this.pages} pages, ${right} of ${this.#truth.size} records right`
    throw new Error(`${name}: ${found}`)
  }

  /** Seconds of CPU that the server has used so far. */
  async #cpu(): Promise<number> {
    this.#server.send('cpu')
    const { user, system } = await told<NodeJS.CpuUsage>(this.#server)
    return (user + system) / 1e6
  }
}

/** Whether a client uses more than one core. */
function hasWorkers(name: string): boolean {
  return (latchkeyNamed(name)?.workers ?? 0) !== 0
}

export function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
}

/** Compiles Latchkey, so that what is measured is what users install. */
function build(): void {
  const project = join(import.meta.dirname, '../../packages/core/tsconfig.build.json')
  execFileSync('tsc', ['--project', project], { stdio: 'inherit' })
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
