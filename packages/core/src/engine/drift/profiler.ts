import type { FieldProfile, KindProfile, Profile } from '../../frontier/drift.ts'

/** More values of a field are not told apart. */
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
  if (isFilledObject(value)) {
    for (const [name, inner] of Object.entries(value))
      addField(fields, path ? `${path}.${name}` : name, inner)
    return
  }
  if (isEmpty(value)) return
  let field = fields.get(path)
  if (!field) fields.set(path, (field = { filled: 0, values: new Set() }))
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

function isFilledObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
}

function isEmpty(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === ''
  if (Array.isArray(value)) return value.length === 0
  return value === null || typeof value === 'object'
}
