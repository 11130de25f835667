import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import type { Report } from '../../engine/report/report.ts'
import { appointments, schedule as keepSchedule } from '../../engine/schedule.ts'
import type { Crawler } from '../../extract/definition.ts'
import { loadFolder } from '../crawler/load.ts'
import { count, duration } from '../show/format.ts'
import { table } from '../show/table.ts'
import { stopSignal } from '../signals.ts'

export interface ScheduleOptions {
  readonly list?: true
  readonly log?: string
  readonly store: string
}

/** How the last line of `latchkey run --json` begins. */
const REPORT = '{"event":"end"'

/** `latchkey schedule`: runs each crawler when it is due, in a process of its own. */
export async function schedule(folder: string, options: ScheduleOptions): Promise<number> {
  const loaded = await loadFolder(folder)
  const crawlers = loaded.map(({ crawler }) => crawler)
  const files = new Map(loaded.map(({ crawler, file }) => [crawler, file]))
  console.log(describe(crawlers).join('\n'))
  if (options.list) return 0
  const signals = stopSignal(() => log('stopping: runs at work are asked to end'))
  try {
    await keepSchedule(crawlers, {
      signal: signals.signal,
      run: (crawler) => runApart(crawler, files.get(crawler) ?? '', options, signals.signal),
    })
  } finally {
    signals.end()
  }
  return 0
}

function describe(crawlers: readonly Crawler[]): string[] {
  const rows = appointments(crawlers).map(({ crawler, next }) => ({
    crawler: crawler.name,
    schedule: crawler.schedule,
    'time zone': crawler.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    next: next.toISOString(),
    in: duration((next.getTime() - Date.now()) / 1_000),
  }))
  const unscheduled = crawlers.filter(({ schedule }) => schedule === undefined).map(({ name }) => name)
  return [
    ...(rows.length > 0 ? table(rows) : []),
    ...(unscheduled.length > 0 ? [`without a schedule: ${unscheduled.join(', ')}`] : []),
  ]
}

/** A run in a process of its own: what it leaks or breaks goes with it. */
async function runApart(
  crawler: Crawler,
  file: string,
  options: ScheduleOptions,
  signal: AbortSignal,
): Promise<void> {
  const main = fileURLToPath(
    new URL(`../main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
  )
  const started = performance.now()
  log(`${crawler.name}: begins`)
  const words = [
    'run',
    file,
    '--json',
    '--store',
    options.store,
    ...(options.log === undefined ? [] : ['--log', options.log]),
  ]
  const child = spawn(process.execPath, [...process.execArgv, main, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (options.log === '-') child.stderr.pipe(process.stderr, { end: false })
  const stop = () => child.kill('SIGTERM')
  signal.addEventListener('abort', stop, { once: true })
  let brought = ''
  createInterface(child.stdout).on('line', (line) => {
    if (line.startsWith(REPORT)) brought = `, ${recordsOf(JSON.parse(line) as Report)}`
  })
  let said = ''
  child.stderr.on('data', (data: Buffer) => {
    said = (said + data.toString()).slice(-2_000)
  })
  const [code, killedBy] = (await once(child, 'close')) as [number | null, string | null]
  signal.removeEventListener('abort', stop)
  const time = duration((performance.now() - started) / 1_000)
  log(`${crawler.name}: exit ${code ?? killedBy} after ${time}${brought}`)
  const problem = said
    .trim()
    .split('\n')
    .findLast((line) => line.startsWith('latchkey:'))
  if (code !== 0 && problem) log(`  ${problem}`)
}

/** `9 records`, or where there are several kinds `9 records (product 9, order 0)`. */
function recordsOf({ records }: Report): string {
  const kinds = Object.entries(records)
  const sum = kinds.reduce((total, [, number]) => total + number, 0)
  const each = kinds.map(([kind, number]) => `${kind} ${count(number)}`)
  return `${count(sum)} ${sum === 1 ? 'record' : 'records'}${kinds.length > 1 ? ` (${each.join(', ')})` : ''}`
}

function log(line: string): void {
  console.log(`${new Date().toISOString()}  ${line}`)
}
