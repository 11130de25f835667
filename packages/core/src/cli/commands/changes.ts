import { RecordTally } from '../../engine/changes/record-difference.ts'
import { DefinitionError } from '../../errors.ts'
import type { Crawler } from '../../extract/definition.ts'
import type { RunSummary, Store } from '../../frontier/store.ts'
import { loadCrawler } from '../crawler/load.ts'
import { existingStore, runNamed, runsOf } from '../existing-store.ts'
import { printLines } from '../output.ts'
import { differenceLines } from '../show/record-difference.ts'

export interface ChangesOptions {
  readonly from?: string
  readonly to?: string
  readonly store: string
  readonly json?: true
}

/** Two runs of a crawler, the later one and what it is compared with. */
interface RunPair {
  readonly from: RunSummary
  readonly to: RunSummary
}

/** `latchkey changes`: the records that came, changed or went from one run to another. */
export async function changes(name: string, options: ChangesOptions): Promise<number> {
  const { crawler } = await loadCrawler(name)
  await using store = existingStore(options.store)
  const pair = chosenRuns(crawler.name, await runsOf(store, crawler.name, options.store), options)
  if (options.json) await printLines(store.changes(pair.from.id, pair.to.id))
  else console.log((await describe(crawler, store, pair)).join('\n'))
  return 0
}

/**
 * The runs that are named, else the last that is good and the good one before.
 *
 * @throws {DefinitionError} where there are none such.
 */
function chosenRuns(crawler: string, runs: readonly RunSummary[], { from, to }: ChangesOptions): RunPair {
  const named = (option: string, text: string) => runNamed(runs, option, text, `${crawler} has no such run`)
  const good = runs.filter(({ finished, held }) => finished && !held)
  const later = to === undefined ? good[0] : named('--to', to)
  const earlier = from === undefined ? good.find(({ id }) => later && id < later.id) : named('--from', from)
  if (later && earlier) return { from: earlier, to: later }
  throw new DefinitionError(
    `${crawler} has no two runs that are finished and good: run it again, or name two by --from and --to`,
  )
}

async function describe(
  { name, records = {}, keys = {} }: Crawler,
  store: Store,
  { from, to }: RunPair,
): Promise<string[]> {
  const tallies = new Map(Object.keys(keys).map((kind) => [kind, new RecordTally()]))
  for await (const change of store.changes(from.id, to.id)) tallies.get(change.kind)?.differs(change)
  const lines = Object.keys(records).flatMap((kind) => {
    const tally = tallies.get(kind)
    if (!tally) return [`${kind}  not compared: keys.${kind} would say which is which in both runs`]
    const { added, changed } = tally.difference()
    tally.same((to.counts.records[kind] ?? 0) - added - changed)
    return differenceLines(kind, tally.difference())
  })
  return [`${name}  run ${to.id} of ${day(to)}, compared with run ${from.id} of ${day(from)}`, '', ...lines]
}

function day({ startedAt }: RunSummary): string {
  return startedAt.toISOString().slice(0, 16).replace('T', ' ')
}
