import type { CheckedRecord } from '../../../extract/record/record.ts'
import type { StoredRecord } from '../../../frontier/record.ts'
import { RecordTally, type RecordDifference } from '../../changes/record-difference.ts'

/** A record as it was, and what has become of it so far. */
interface Known {
  readonly kind: string
  readonly key: string | undefined
  readonly url: string
  /** `undefined` for one that is new. */
  readonly before: string | undefined
  /** `undefined` as long as no page gives it. */
  after: string | undefined
}

/** Compares the records of a run with those that its pages give now. Both are in memory. */
export class RecordChanges {
  readonly #known = new Map<string, Known>()
  /** How many records without a key each page gave then, and how many now. */
  readonly #places = { past: new Map<string, number>(), now: new Map<string, number>() }

  /** A record of the run. */
  was({ kind, key, url, value }: StoredRecord): void {
    const name = nameOf(kind, key, url, this.#places.past)
    this.#known.set(name, { kind, key, url, before: JSON.stringify(value), after: undefined })
  }

  /** What a page gives now. Of two pages that give one thing, the one that gives it as it was counts. */
  is(kind: string, url: string, { key, json }: CheckedRecord): void {
    const name = nameOf(kind, key, url, this.#places.now)
    const known = this.#known.get(name)
    if (!known) this.#known.set(name, { kind, key, url, before: undefined, after: json })
    else if (known.before === json) known.after = known.before
    else known.after ??= json
  }

  /** By kind. */
  difference(): { [kind: string]: RecordDifference } {
    const kinds = Map.groupBy(this.#known.values(), ({ kind }) => kind)
    return Object.fromEntries(Array.from(kinds, ([kind, records]) => [kind, differenceOf(records)]))
  }
}

/** Which record it is: by its key, else by its page and its place there. */
function nameOf(kind: string, key: string | undefined, url: string, places: Map<string, number>): string {
  if (key !== undefined) return JSON.stringify([kind, key])
  const page = JSON.stringify([kind, null, url])
  const place = places.get(page) ?? 0
  places.set(page, place + 1)
  return `${page} ${place}`
}

function differenceOf(records: readonly Known[]): RecordDifference {
  const tally = new RecordTally()
  for (const { key, url, before, after } of records) {
    if (before === after) tally.same(1)
    else tally.differs({ key, url, before: parsed(before), after: parsed(after) })
  }
  return tally.difference()
}

function parsed(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json)
}
