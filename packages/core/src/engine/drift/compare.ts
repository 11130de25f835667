import type { Drift, FieldProfile, KindProfile, Profile } from '../../frontier/drift.ts'

/** What a run may lose against earlier runs, as shares from 0 to 1. */
export interface Tolerance {
  /** Of the records of a kind. */
  readonly records: number
  /** Of the records of a kind that say something in a field: 0.1 lets 95 % become 85 %. */
  readonly fields: number
}

/** So few may be lost by chance, as long as any are left. */
const FEW = 4
/** A field with so many values does not come to have one by chance. */
const MANY_VALUES = 10
/** What the last so many runs had is no accident, nor a sale that is over. */
const ESTABLISHED = 3
const NO_FIELD: FieldProfile = { filled: 0, values: 0 }

/**
 * In what a run falls short of the least that each of some earlier runs had. What came up among them counts once the last
 * three had it.
 *
 * @param earlier - the newest first.
 */
export function driftOf(now: Profile, earlier: readonly Profile[], tolerance: Tolerance): Drift[] {
  return Object.keys(earlier[0] ?? {}).flatMap((kind) => {
    const before = sinceItCame(earlier, (profile) => profile[kind])
    if (before.length === 0) return []
    const { [kind]: found = { records: 0, fields: {} } } = now
    const fewer = fewerRecords(kind, found, before, tolerance)
    return found.records === 0 ? fewer : [...fewer, ...poorerFields(kind, found, before, tolerance)]
  })
}

function fewerRecords(
  kind: string,
  { records }: KindProfile,
  before: readonly KindProfile[],
  tolerance: Tolerance,
): Drift[] {
  const least = Math.min(...before.map((profile) => profile.records))
  if (!isLoss(records, least, tolerance.records * least)) return []
  const message = `${records || 'no'} ${records === 1 ? 'record' : 'records'} of ${kind}, and ${earlier(before, `${least}`)}`
  return [{ kind, field: undefined, message }]
}

function poorerFields(
  kind: string,
  now: KindProfile,
  before: readonly KindProfile[],
  tolerance: Tolerance,
): Drift[] {
  return Object.keys(before[0]?.fields ?? {}).flatMap((field) => {
    const { [field]: found = NO_FIELD } = now.fields
    const had = sinceItCame(before, (profile) => (profile.fields[field] ? profile : undefined))
    if (had.length === 0) return []
    const poorer = emptier(found, field, now, had, tolerance) ?? monotonous(found, field, had)
    return poorer === undefined
      ? []
      : [{ kind, field, message: `${field || 'the value'} of ${kind} is ${poorer}` }]
  })
}

/** What says that a field is empty in more records than it was. */
function emptier(
  { filled }: FieldProfile,
  field: string,
  { records }: KindProfile,
  before: readonly KindProfile[],
  tolerance: Tolerance,
): string | undefined {
  const share = Math.min(...before.map((profile) => filledIn(profile, field).filled / profile.records))
  if (!isLoss(filled, share * records, tolerance.fields * records)) return undefined
  const percent = Math.floor(share * 100)
  return `empty in ${records - filled} of ${records} records, and ${earlier(before, `it in ${percent} %`, percent < 100)}`
}

/** What says that a field has one value in all records, as where a selector finds something of the site's frame. */
function monotonous(
  { filled, values }: FieldProfile,
  field: string,
  before: readonly KindProfile[],
): string | undefined {
  const least = Math.min(...before.map((profile) => filledIn(profile, field).values))
  if (values !== 1 || filled < MANY_VALUES || least < MANY_VALUES) return undefined
  return `the same in all ${filled} records, and ${earlier(before, `${least} different values`)}`
}

/** The newest of the runs in a row that had something; none, where that are too few to tell. */
function sinceItCame<T, P>(earlier: readonly T[], partOf: (one: T) => P | undefined): P[] {
  const row: P[] = []
  for (const one of earlier) {
    const part = partOf(one)
    if (part === undefined) break
    row.push(part)
  }
  return row.length >= Math.min(ESTABLISHED, earlier.length) ? row : []
}

function isLoss(now: number, before: number, allowed: number): boolean {
  const lost = before - now
  return lost > allowed && (lost > FEW || now === 0)
}

function filledIn({ fields }: KindProfile, field: string): FieldProfile {
  return fields[field] ?? NO_FIELD
}

/** What the runs before had at least; `mayBeMore` unless that is all there can be. */
function earlier({ length }: readonly KindProfile[], least: string, mayBeMore = true): string {
  if (length === 1) return `the run before had ${least}`
  return `each of the ${length} runs before had ${least}${mayBeMore ? ' or more' : ''}`
}
