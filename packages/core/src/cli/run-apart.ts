import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { relative } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import type { Report } from '../engine/report/report.ts'
import { nextCommand } from './next-command.ts'
import { count, duration } from './show/format.ts'

/** What is passed on to a run. */
interface RunApartOptions {
  readonly store: string
  readonly log?: string
  readonly out?: string
  readonly files?: string
  readonly archive?: true
  readonly archiveLimit?: string
}

/** How a run has ended. */
interface RunEnding {
  /** Its exit code, or the signal that ended it. */
  readonly code: number | string
  /** How it ended, and why it did not end well. */
  readonly lines: readonly string[]
}

/** How the last line of `latchkey run --json` begins. */
const REPORT = '{"event":"end"'

/**
 * Runs a crawler in a process of its own, so that what it leaks or breaks goes with it.
 *
 * The signal asks it to stop.
 */
export async function runApart(
  file: string,
  options: RunApartOptions,
  signal: AbortSignal,
): Promise<RunEnding> {
  const main = fileURLToPath(
    new URL(`main${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url),
  )
  const words = ['run', file, '--json', ...flagsOf(options)]
  const started = performance.now()
  const child = spawn(process.execPath, [...process.execArgv, main, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (options.log === '-') child.stderr.pipe(process.stderr, { end: false })
  const stop = () => child.kill('SIGTERM')
  signal.addEventListener('abort', stop, { once: true })
  let report: Report | undefined
  createInterface(child.stdout).on('line', (line) => {
    if (line.startsWith(REPORT)) report = JSON.parse(line) as Report
  })
  let said = ''
  child.stderr.on('data', (data: Buffer) => {
    said = (said + data.toString()).slice(-2_000)
  })
  const [code, killedBy] = (await once(child, 'close')) as [number | null, string | null]
  signal.removeEventListener('abort', stop)
  const time = duration((performance.now() - started) / 1_000)
  const ended = code ?? killedBy ?? 1
  const ending = `exit ${ended} after ${time}${report ? `, ${recordsOf(report)}` : ''}`
  const reasons =
    code === 0 ? [] : report ? [...reasonsOf(report), ...remedyOf(report, file, options)] : lastWords(said)
  return { code: ended, lines: [ending, ...reasons] }
}

function flagsOf({ store, log, out, files, archive, archiveLimit }: RunApartOptions): string[] {
  const named = { store, log, out, files, 'archive-limit': archiveLimit }
  const flags = Object.entries(named).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  )
  return archive ? [...flags, '--archive'] : flags
}

/** `9 records`, or where there are several kinds `9 records (product 9, order 0)`. */
function recordsOf({ records }: Report): string {
  const kinds = Object.entries(records)
  const sum = kinds.reduce((total, [, number]) => total + number, 0)
  const each = kinds.map(([kind, number]) => `${kind} ${count(number)}`)
  return `${count(sum)} ${sum === 1 ? 'record' : 'records'}${kinds.length > 1 ? ` (${each.join(', ')})` : ''}`
}

function reasonsOf({ problem, errors, drift }: Report): string[] {
  const failures = errors.map(
    ({ name, count: pages, example }) => `failed ${name} ${count(pages)}: ${example.message}`,
  )
  const held = drift.map(({ message }) => `held back: ${message}`)
  return [...(problem === undefined ? [] : [problem]), ...failures, ...held].map((reason) =>
    reason.replaceAll(/\s*\n\s*/g, ' '),
  )
}

/** What is to be typed, once somebody has looked at a run that is held back. */
function remedyOf({ drift }: Report, file: string, { store }: RunApartOptions): string[] {
  return drift.length === 0 ? [] : [`if it is right: ${nextCommand('accept', relative('', file), store)}`]
}

/** What a run said that came to no report. */
function lastWords(said: string): string[] {
  const problem = said
    .trim()
    .split('\n')
    .findLast((line) => line.startsWith('latchkey:'))
  return problem === undefined ? [] : [problem]
}
