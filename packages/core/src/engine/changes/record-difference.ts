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

/** How the records of a kind differ. */
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

/** A record before and after; `undefined` where there is none. */
export interface RecordPair {
  readonly key: string | undefined
  readonly url: string
  readonly before: unknown
  readonly after: unknown
}

/** Counts how the records of a kind differ, one after another; of each change only the first are in memory. */
export class RecordTally {
  readonly #count = { same: 0, changed: 0, added: 0, removed: 0 }
  readonly #fields = new Map<string, { count: number; readonly example: RecordExample }>()
  readonly #examples = {
    changed: [] as RecordExample[],
    added: [] as RecordExample[],
    removed: [] as RecordExample[],
  }

  /** So many records are the same. */
  same(records: number): void {
    this.#count.same += records
  }

  /** A record that is not the same, unless only its fields stand in another order. */
  differs({ key, url, before, after }: RecordPair): void {
    const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
    const example: RecordExample = { key, url, fields: fieldChanges(before, after) }
    if (example.fields.length === 0) return this.same(1)
    this.#count[change]++
    if (this.#examples[change].length < MOST_EXAMPLES) this.#examples[change].push(example)
    if (change !== 'changed') return
    for (const { path } of example.fields) {
      const field = this.#fields.get(path)
      if (field) field.count++
      else this.#fields.set(path, { count: 1, example })
    }
  }

  difference(): RecordDifference {
    return { ...this.#count, fields: Object.fromEntries(this.#fields), examples: this.#examples }
  }
}
