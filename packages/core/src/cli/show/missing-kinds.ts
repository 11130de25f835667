import { styleText } from 'node:util'

import type { Report } from '../../engine/report/report.ts'
import type { Store } from '../../frontier/store.ts'
import { nextCommand } from '../next-command.ts'
import { count } from './format.ts'
import type { SummaryPlace } from './summary.ts'

/** A line for each kind that a run brought no record of, with how many the last run had that brought some, and how to look. */
export async function missingKinds(report: Report, store: Store, place: SummaryPlace): Promise<string[]> {
  const told = new Set(report.drift.map(({ kind }) => kind))
  const lacking = place.kinds.filter((kind) => !report.records[kind] && !told.has(kind))
  const missing = report.skips['not modified'] ? await thoseRead(lacking, report, store) : lacking
  if (report.done === 0 || missing.length === 0) return []
  const earlier = (await store.runs(report.crawler)).filter(({ id }) => id < report.run)
  const lines = missing.map((kind) => {
    const none = `none of ${kind}${report.waiting > 0 ? ' yet' : ''}`
    const before = earlier.find(({ counts }) => counts.records[kind])
    if (!before) return `records    ${none}`
    return `${styleText('yellow', 'records')}    ${none}, and run ${before.id} had ${count(before.counts.records[kind] ?? 0)}`
  })
  return [
    ...lines,
    `           a selector may find nothing: ${nextCommand('fetch', place.name, place.store)} <url> shows what a route makes of a page`,
  ]
}

/** The kinds of which the run has read a page: what its sitemap has left out as not modified is no reason to look. */
async function thoseRead(kinds: readonly string[], { run }: Report, store: Store): Promise<string[]> {
  const read = new Set<string>()
  for await (const { route } of store.requests(run, 'done')) read.add(route)
  return kinds.filter((kind) => read.has(kind))
}
