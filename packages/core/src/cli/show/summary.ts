import { statSync } from 'node:fs'
import { relative } from 'node:path'
import { styleText } from 'node:util'

import type { Report } from '../../engine/report/report.ts'
import type { Archive } from '../../frontier/archive/archive.ts'
import type { Store } from '../../frontier/store.ts'
import { nextCommand } from '../next-command.ts'
import { books } from './books.ts'
import { driftLines } from './drift.ts'
import { ENDINGS } from './endings.ts'
import { count, duration, rate, size } from './format.ts'
import { linklessSelectors } from './linkless-selectors.ts'
import { missingKinds } from './missing-kinds.ts'
import { table } from './table.ts'

const SHOWN_RECORDS = 5

/** How a run was asked for, and where it lies. */
export interface SummaryPlace {
  readonly name: string
  readonly store: string
  /** What kinds of records the crawler has schemas for. */
  readonly kinds: readonly string[]
  readonly archive?: Archive
  readonly replay?: true | number
}

/** What stands on the screen after a run: the first records, the books, what failed, and what to do next. */
export async function summarize(report: Report, store: Store, place: SummaryPlace): Promise<string> {
  const sections = [
    headline(report),
    ...(await firstRecords(report, store)),
    [...account(report), ...linklessSelectors(report), ...(await missingKinds(report, store, place))],
    ...heldBack(report, place),
    next(report, place),
  ]
  return sections.map((lines) => lines.join('\n')).join('\n\n')
}

function headline(report: Report): string[] {
  const ending = styleText(colorOf(report), ENDINGS[report.reason])
  const failures = report.reason === 'finished' && report.exitCode === 3 ? ', with failures' : ''
  const held = report.drift.length > 0 ? styleText('red', ', and is held back') : ''
  const pace = `${duration(report.seconds)}, ${rate(report.pagesPerSecond)} pages/s, ${size(report.bytes)}`
  const title = `${styleText('bold', report.crawler)}  run ${report.run} ${ending}${failures}${held}  (${pace})`
  return report.problem === undefined ? [title] : [title, '', report.problem]
}

function colorOf({ reason, exitCode }: Report): 'green' | 'yellow' | 'red' {
  if (reason === 'finished') return exitCode === 3 ? 'red' : 'green'
  return reason === 'stopped' || reason === 'limit' ? 'yellow' : 'red'
}

async function firstRecords(report: Report, store: Store): Promise<string[][]> {
  const sections: string[][] = []
  for (const [kind, number] of Object.entries(report.records)) {
    if (number === 0) continue
    const rows: object[] = []
    for await (const { value } of store.records({ run: report.run, kind })) {
      rows.push(typeof value === 'object' && value !== null ? value : { value })
      if (rows.length === SHOWN_RECORDS) break
    }
    sections.push([titleOf(kind, rows.length, report), ...table(rows, process.stdout.columns)])
  }
  return sections
}

/** How many of a kind are shown, and of how many, those counted in that others have replaced. */
function titleOf(kind: string, shown: number, { records, replaced }: Report): string {
  const { [kind]: total = 0 } = records
  const { [kind]: lost = 0 } = replaced
  const amount = lost > 0 ? `${count(total)} left of ${count(total + lost)}` : count(total)
  if (total > shown) return `${kind}, the first ${shown} of ${amount}`
  return lost > 0 ? `${kind}, ${amount}` : `${kind}, all ${amount}`
}

function account(report: Report): string[] {
  const failures = report.errors.map(
    ({ name, count: number, example }) =>
      `failed     ${name} ${count(number)}: ${example.message.replaceAll('\n', '\n           ')}`,
  )
  return [...books(report), ...trapped(report), ...failures]
}

/** What was taken for endless, and how to follow it all the same. */
function trapped({ skips }: Report): string[] {
  const reasons = Object.entries(skips).filter(([reason]) => reason.startsWith('trap: '))
  const links = reasons.reduce((sum, [, number]) => sum + number, 0)
  if (links === 0) return []
  return [
    `traps      ${count(links)} not followed, for they seem to go on without end: traps: false follows them`,
  ]
}

function heldBack({ drift, run }: Report, { name, store }: SummaryPlace): string[][] {
  return drift.length > 0 ? [driftLines(drift, run, name, store)] : []
}

function next(report: Report, { name, store: file, kinds, archive, replay }: SummaryPlace): string[] {
  const command = (verb: string) => nextCommand(verb, name, file)
  const out = kinds.length > 1 ? `${report.crawler}-{kind}.jsonl` : `${report.crawler}.jsonl`
  const data = `data       ${file} (${size(sizeOf(file))})`
  const lines = [kinds.length > 0 ? `${data}: ${command('export')} --out ${out}` : data]
  if (report.unchanged > 0)
    lines.push(`unchanged  ${count(report.unchanged)} pages: taken from the archive, as the site says`)
  lines.push(...filesOf(report))
  // What is to be seen again of a replay is seen by the same command.
  if (replay) return lines
  if (archive) {
    const dropped = archive.runs(report.crawler).find(({ number }) => number === report.run)?.dropped ?? 0
    lines.push(
      `archive    ${relative('', archive.path)} (${size(archive.bytes)}): ${command('run')} --replay`,
    )
    if (dropped > 0)
      lines.push(
        `           is full: ${count(dropped)} pages of this run made room; a greater --archive-limit keeps them`,
      )
  }
  if (report.failed > 0) lines.push(`again      ${command('run')} --retry-failed`)
  if (report.inDoubt > 0) {
    lines.push(
      `in doubt   ${report.inDoubt} may have been sent when they were cut off: see latchkey status, look at the site,`,
      `           then ${command('run')} --retry-in-doubt to send them again`,
    )
  }
  if (report.waiting > 0) lines.push(`go on      ${command('run')}`)
  return lines
}

function filesOf({ files: { folder, kept, bytes, replaced } }: Report): string[] {
  if (kept === 0) return []
  const lines = [`files      ${count(kept)} (${size(bytes)}) in ${relative('', folder)}`]
  if (replaced === 0) return lines
  return [
    ...lines,
    `           ${count(replaced)} took the place of others of this run: give each page a name of its own in save`,
  ]
}

/** What a store takes on the disk, with what SQLite has not yet moved into the file itself. */
function sizeOf(file: string): number {
  const parts = [file, `${file}-wal`].map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0)
  return parts.reduce((sum, bytes) => sum + bytes, 0)
}
