import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { SqliteStore, type Report } from 'latchkey'

import { faultOf, startSite } from '../../test/site/index.ts'
import { MAIN, reportOf } from '../../test/support/cli.ts'
import { temporaryFolder } from '../../test/support/folder.ts'
import { integrityOf } from '../../test/support/integrity.ts'
import { startWire } from '../../test/support/wire.ts'
import { compareMemory, type Footprint } from './memory.ts'

const CRAWLER = resolve(import.meta.dirname, 'crawler.ts')

/** What a soak came to. */
export interface Soaked {
  readonly report: Report
  readonly exitCode: number | null
  readonly pages: number
  readonly seconds: number
  readonly requests: number
  /** Products whose page is well, at least when it is asked for again, and that have no record. */
  readonly missing: readonly number[]
  /** Those that have more than one. */
  readonly doubled: readonly number[]
  /** Products whose page is never well, and that have a record. */
  readonly junk: readonly number[]
  /** How many pages are never well. */
  readonly faulty: number
  readonly integrity: string
  readonly memory: { readonly second: Footprint; readonly last: Footprint }
}

/** How a soak is made. */
export interface SoakOptions {
  readonly products: number
  /** How long the network is gone, in milliseconds. */
  readonly outage: number
  /** Told what happens. */
  readonly say?: (line: string) => void
}

/**
 * Crawls the fixture site with a fault on one product page in twenty, killed at 3 % and 6 % of its pages with -9, and with
 * the network cut at half of them.
 */
export async function soak({ products, outage, say = () => undefined }: SoakOptions): Promise<Soaked> {
  await using site = await startSite({ products, pageSize: 100, faults: true, logSize: 0 })
  await using wire = await startWire(site.url)
  await using folder = await temporaryFolder()
  const pages = products + Math.ceil(products / 100)
  const store = folder.file('soak.db')
  const samples = folder.file('samples.jsonl')
  const env = {
    SITE_URL: wire.url,
    SAMPLES: samples,
    SAMPLE_EVERY: String(Math.max(25, Math.ceil(pages / 200))),
  }
  const begun = performance.now()
  const reached = async (share: number, child: ChildProcess) => {
    while (site.requests < share * pages && child.exitCode === null) await sleep(20)
    say(`${Math.round(share * 100)} % after ${Math.round((performance.now() - begun) / 1_000)} s`)
  }

  for (const share of [0.03, 0.06]) {
    const killed = start(store, env)
    await reached(share, killed.child)
    killed.child.kill('SIGKILL')
    await killed.ended
    say('killed with -9')
  }
  const last = start(store, env)
  await reached(0.5, last.child)
  await wire.cut()
  say('the network is cut')
  await sleep(outage)
  await wire.mend()
  say('the network is back')
  const { code, stdout } = await last.ended
  const report = reportOf(stdout)
  return {
    report,
    exitCode: code,
    pages,
    seconds: (performance.now() - begun) / 1_000,
    requests: site.requests,
    ...(await compareRecords(store, products)),
    integrity: integrityOf(store),
    memory: compareMemory(samples, pages),
  }
}

function start(store: string, env: { readonly [name: string]: string }) {
  const child = spawn(process.execPath, ['--expose-gc', MAIN, 'run', CRAWLER, '--store', store, '--json'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let stdout = ''
  // Only the last line counts; the others are progress.
  child.stdout.on('data', (data: Buffer) => (stdout = (stdout + data.toString()).slice(-10_000)))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout }))
  return { child, ended }
}

/** Holds the records against the truth of the site. */
async function compareRecords(file: string, products: number) {
  await using store = new SqliteStore(file)
  const times = new Map<number, number>()
  for await (const { value } of store.records({ crawler: 'products' })) {
    const { id } = value as { readonly id: number }
    times.set(id, (times.get(id) ?? 0) + 1)
  }
  const ids = Array.from({ length: products }, (_, index) => index + 1)
  const isWell = (id: number) => faultOf(id)?.lasts !== true
  return {
    missing: ids.filter((id) => isWell(id) && !times.has(id)),
    doubled: ids.filter((id) => (times.get(id) ?? 0) > 1),
    junk: ids.filter((id) => !isWell(id) && times.has(id)),
    faulty: ids.filter((id) => !isWell(id)).length,
  }
}
