import type { FieldProfile, KindProfile, Profile } from '../../frontier/drift.ts'
import { isObject } from '../../session/check/is-object.ts'

/** More fields of a kind are not looked at, nor more values of a field told apart. */
const MOST_FIELDS = 1_000
const MOST_VALUES = 64
/** What tells a long value from others. */
const BEGINNING = 100
/** Fields that fewer records have are no rule that a run could break, as the keys of a map. */
const RARE = 0.01

interface FieldTally {
  filled: number
  readonly values: Set<unknown>
}

interface KindTally {
  records: number
  readonly fields: Map<string, FieldTally>
}

/** Counts what the records of a run say, field by field. */
export class Profiler {
  readonly #kinds = new Map<string, KindTally>()

  add(kind: string, record: unknown): void {
    let tally = this.#kinds.get(kind)
    if (!tally) this.#kinds.set(kind, (tally = { records: 0, fields: new Map() }))
    tally.records++
    addField(tally.fields, '', record)
  }

  profile(): Profile {
    return Object.fromEntries(Array.from(this.#kinds, ([kind, tally]) => [kind, profileOf(tally)]))
  }
}

/** Objects count field by field, lists as a whole. */
function addField(fields: KindTally['fields'], path: string, value: unknown): void {
  if (isObject(value)) {
    for (const [name, inner] of Object.entries(value))
      addField(fields, path ? `${path}.${name}` : name, inner)
    return
  }
  if (isEmpty(value)) return
  let field = fields.get(path)
  if (!field) {
    if (fields.size === MOST_FIELDS) return
    fields.set(path, (field = { filled: 0, values: new Set() }))
  }
  field.filled++
  if (field.values.size < MOST_VALUES) field.values.add(JSON.stringify(value).slice(0, BEGINNING))
}

function profileOf({ records, fields }: KindTally): KindProfile {
  const usual = Array.from(fields).filter(([, { filled }]) => filled >= records * RARE)
  const profiles = usual.map(([path, { filled, values }]): [string, FieldProfile] => [
    path,
    { filled, values: values.size },
  ])
  return { records, fields: Object.fromEntries(profiles) }
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === ''
  return value === null || (Array.isArray(value) && value.length === 0)
}
