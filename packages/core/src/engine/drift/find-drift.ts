import { setImmediate as turn } from 'node:timers/promises'

import type { Crawler } from '../../extract/definition.ts'
import { shareOf } from '../../extract/drift-limits.ts'
import { fieldsOf } from '../../extract/record/fields.ts'
import { startsOf } from '../../extract/start.ts'
import type { Drift, Findings } from '../../frontier/drift.ts'
import type { Run, Store } from '../../frontier/store.ts'
import { driftOf } from './compare.ts'
import { Profiler } from './profiler.ts'

/** So many runs back reaches what a run is measured against: a week of days, and some. */
const MOST_RUNS = 10
/** After so many records others have their turn. */
const AT_ONCE = 2_000

/**
 * Looks at all records of a run that has come to its end, and compares them with those of the good runs before.
 *
 * `undefined` for a crawler whose runs cannot be compared: its `drift` is `false`, or a start has `since`.
 */
export async function findDrift(crawler: Crawler, store: Store, run: Run): Promise<Findings | undefined> {
  if (crawler.drift === false || startsOf(crawler).some(({ since }) => since !== undefined)) return undefined
  const { records = '20%', fields = '10%' } = crawler.drift ?? {}
  const profiler = new Profiler()
  let read = 0
  for await (const { kind, value } of store.records({ run: run.id })) {
    profiler.add(kind, value)
    if (++read % AT_ONCE === 0) await turn()
  }
  const profile = profiler.profile()
  const tolerance = { records: shareOf(records), fields: shareOf(fields) }
  const drift = driftOf(profile, await store.profiles(run.id, MOST_RUNS), tolerance)
  return { profile, drift: drift.filter((one) => isWanted(crawler, one)) }
}

/** Whether the crawler still has that kind and, as far as its schema says its fields, that field: else it was taken out. */
function isWanted({ records = {} }: Crawler, { kind, field }: Drift): boolean {
  const { [kind]: schema } = records
  if (!schema || field === undefined) return schema !== undefined
  const known = fieldsOf(schema)
  return known.length === 0 || known.includes(field.replace(/\..*/s, ''))
}
