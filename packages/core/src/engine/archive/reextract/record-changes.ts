import type { CheckedRecord } from '../../../extract/record/record.ts'
import type { StoredRecord } from '../../../frontier/store.ts'
import { fieldChanges, type FieldChange } from './field-changes.ts'

/** How many examples are given of each kind of change. */
const MOST_EXAMPLES = 3

/** A record that came, went or changed. */
export interface RecordExample {
  /** The record's key, where it has one. */
  readonly key: string | undefined
  readonly url: string
  readonly fields: readonly FieldChange[]
}

/** How the records of a kind would change. */
export interface RecordDifference {
  readonly same: number
  readonly changed: number
  readonly added: number
  readonly removed: number
  /** In how many records each field differs, with the first example. */
  readonly fields: Readonly<{ [path: string]: { readonly count: number; readonly example: RecordExample } }>
  readonly examples: {
    readonly changed: readonly RecordExample[]
    readonly added: readonly RecordExample[]
    readonly removed: readonly RecordExample[]
  }
}

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
  const added = records.filter(({ before }) => before === undefined)
  const removed = records.filter(({ after }) => after === undefined)
  const both = records.filter(({ before, after }) => before !== undefined && after !== undefined)
  const changed = both.filter(({ before, after }) => before !== after).map(exampleOf)
  const fields = Map.groupBy(
    changed.flatMap((example) => example.fields.map(({ path }) => ({ path, example }))),
    ({ path }) => path,
  )
  return {
    same: both.length - changed.length,
    changed: changed.length,
    added: added.length,
    removed: removed.length,
    fields: Object.fromEntries(
      Array.from(fields, ([path, [first, ...others]]) => [
        path,
        { count: others.length + 1, example: first?.example as RecordExample },
      ]),
    ),
    examples: {
      changed: changed.slice(0, MOST_EXAMPLES),
      added: added.slice(0, MOST_EXAMPLES).map(exampleOf),
      removed: removed.slice(0, MOST_EXAMPLES).map(exampleOf),
    },
  }
}

function exampleOf({ key, url, before, after }: Known): RecordExample {
  return { key, url, fields: fieldChanges(parsed(before), parsed(after)) }
}

function parsed(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json)
}
