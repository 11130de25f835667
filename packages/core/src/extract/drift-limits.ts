import { didYouMean } from '../session/check/nearest.ts'
import { shown } from '../session/check/rule.ts'

/** A share of a hundred, such as `'1%'`. */
export type Share = `${number}%`

/** What a run may lack, measured against the least that the last ten good runs had, before it is held back. */
export interface DriftLimits {
  /** Of the records of a kind. Default `'20%'`. */
  readonly records?: Share
  /** Of a kind's records that say something in a field: `'10%'` lets 95 % become 85 %. Default `'10%'`. */
  readonly fields?: Share
}

const FIELDS = ['records', 'fields']

/** `'20%'` as 0.2. */
export function shareOf(share: Share): number {
  return Number.parseFloat(share) / 100
}

/** Whether that is a share from 0 to 100 %. */
export function isShare(value: unknown): value is Share {
  return typeof value === 'string' && /^\d+(\.\d+)?%$/.test(value) && Number.parseFloat(value) <= 100
}

/** What is wrong about `drift`, as a JavaScript user may have written it. */
export function* driftComplaints(drift: unknown): Generator<string> {
  if (drift === undefined || drift === false) return
  if (typeof drift !== 'object' || drift === null) {
    yield `drift is ${shown(drift)}: write { records: '20%', fields: '10%' }, or false to hold back nothing`
    return
  }
  for (const [field, value] of Object.entries(drift)) {
    if (!FIELDS.includes(field)) yield `drift.${field} is no field of drift${didYouMean(field, FIELDS)}`
    else if (value !== undefined && !isShare(value))
      yield `drift.${field} is ${shown(value)}: write a share, such as '20%'`
  }
}
