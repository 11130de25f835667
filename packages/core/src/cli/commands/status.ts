import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { styleText } from 'node:util'

import { DefinitionError } from '../../errors.ts'
import type { FailedRequest, RunSummary, Store } from '../../frontier/store.ts'
import { didYouMean } from '../../session/check/nearest.ts'
import { existingStore } from '../existing-store.ts'
import { books } from '../show/books.ts'
import { driftLines } from '../show/drift.ts'
import { endingText } from '../show/endings.ts'
import { count, duration, rate } from '../show/format.ts'

export interface StatusOptions {
  readonly store: string
  readonly json?: true
}

/** How long the speed of what is at work is measured, in milliseconds. */
const SAMPLE = 1_000
/** How many of the pages that failed are shown. */
const SHOWN_PAGES = 20

/** A run, and how fast it goes while it is crawled. */
interface Standing extends RunSummary {
  readonly pagesPerSecond: number | undefined
}

/**
 * `latchkey status`: where the last run of each crawler stands, who crawls it, and what failed.
 *
 * @throws {DefinitionError} when the crawler that is named has no run.
 */
export async function status(name: string | undefined, options: StatusOptions): Promise<number> {
  if (name === undefined && !existsSync(options.store)) {
    // Whoever asks how things stand makes nothing.
    if (!options.json) console.log(`there is no store ${options.store}: nothing has been crawled into it`)
    return 0
  }
  const store = existingStore(options.store)
  try {
    const runs = await standings(store, name)
    if (runs.length === 0 && name !== undefined) throw await noRunOf(name, store, options.store)
    if (runs.length === 0) console.error(`there is no run in ${options.store}`)
    for (const run of runs) {
      const errors = await store.failures(run.id)
      if (options.json)
        console.log(JSON.stringify({ ...run, errors, failures: await Array.fromAsync(store.failed(run.id)) }))
      else console.log((await describe(run, store, options.store)).join('\n'))
    }
    return 0
  } finally {
    await store.close()
  }
}

/** There is no run of a crawler: of which there are. */
async function noRunOf(name: string, store: Store, file: string): Promise<DefinitionError> {
  const others = latest(await store.runs()).map(({ crawler }) => crawler)
  const guess = didYouMean(name, others) || (others.length > 0 ? `, but of ${others.join(', ')}` : '')
  return new DefinitionError(`there is no run of ${name} in ${file}${guess}`)
}

/** The last run of each crawler; where one is at work they are counted twice, to see how fast it goes. */
async function standings(store: Store, name: string | undefined): Promise<Standing[]> {
  const before = latest(await store.runs(name))
  const counted = performance.now()
  if (!before.some(({ owner }) => owner)) return before.map((run) => ({ ...run, pagesPerSecond: undefined }))
  await sleep(SAMPLE)
  const now = latest(await store.runs(name))
  const seconds = (performance.now() - counted) / 1_000
  return now.map((run) => {
    const done = run.counts.done - (before.find(({ id }) => id === run.id)?.counts.done ?? 0)
    return { ...run, pagesPerSecond: run.owner && done / seconds }
  })
}

/** The last run of each crawler; they come newest first. */
function latest(runs: readonly RunSummary[]): RunSummary[] {
  return runs.filter((run, index) => runs.findIndex(({ crawler }) => crawler === run.crawler) === index)
}

async function describe(run: Standing, store: Store, file: string): Promise<string[]> {
  const lines = books(run.counts).map(indent)
  const held = run.held ? driftLines(run.drift, run.id, run.crawler, file).map(indent) : []
  return [headline(run), ...lines, ...(await failures(run, store)), ...(await inDoubt(run, store)), ...held]
}

function headline(run: Standing): string {
  const title = `${styleText('bold', run.crawler)}  run ${run.id}, begun ${run.startedAt.toISOString()}`
  return `${title}, ${whatItDoes(run)}`
}

function whatItDoes({
  owner,
  asked,
  pagesPerSecond = 0,
  startedAt,
  endedAt,
  reason,
  finished,
  held,
}: Standing): string {
  if (owner) {
    const since = duration((Date.now() - owner.since.getTime()) / 1_000)
    const who = `process ${owner.pid} on ${owner.host}, for ${since}`
    if (asked === 'pause') return `${styleText('yellow', 'paused')} (${who})`
    if (asked === 'stop') return `${styleText('yellow', 'stopping')} (${who})`
    return `${styleText('green', 'at work')}, ${rate(pagesPerSecond)} pages/s (${who})`
  }
  const paused = asked === 'pause' ? ', and paused' : ''
  if (!endedAt) return `${styleText('yellow', 'cut off')}${paused}: the same command goes on`
  const ending = `${endingText(reason ?? '')} after ${duration((endedAt.getTime() - startedAt.getTime()) / 1_000)}`
  if (held) return `${ending}, and ${styleText('red', 'held back')}`
  return finished ? ending : `${ending}${paused}: the same command goes on`
}

/** What failed, by class of error, and the first of the pages. */
async function failures({ id, counts }: RunSummary, store: Store): Promise<string[]> {
  const groups = await store.failures(id)
  const pages: string[] = []
  for await (const page of store.failed(id)) if (pages.push(pageLine(page)) === SHOWN_PAGES) break
  const more = counts.failed - pages.length
  return [
    ...groups.map((group) => indent(`failed     ${group.name} ${count(group.count)}`)),
    ...pages,
    ...(more > 0 ? [indent(`           and ${count(more)} more: --json lists all`)] : []),
  ]
}

function pageLine({ url, account, message, tries }: FailedRequest): string {
  const times = `${tries} ${tries === 1 ? 'try' : 'tries'}`
  // Where it went wrong stands there already.
  const problem = message.replace(/^[A-Z]+ \S+: /, '').split('\n', 1)[0]
  return indent(`           ${url}${account && ` as ${account}`}  (${times}) ${problem}`)
}

/** What may have been sent when a crash cut it off. */
async function inDoubt({ id, owner, counts }: RunSummary, store: Store): Promise<string[]> {
  const lines: string[] = []
  for await (const { method, url, body = '' } of store.requests(id, 'in doubt')) {
    lines.push(indent(`in doubt   ${method} ${url}  ${body}`.trimEnd()))
  }
  if (counts.inDoubt === 0 || owner) return lines
  return [
    ...lines,
    indent('send again what is in doubt, once you know that it may be: latchkey run --retry-in-doubt'),
  ]
}

function indent(line: string): string {
  return `  ${line}`
}
