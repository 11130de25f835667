import type { Counts } from '../../frontier/store.ts'
import { count } from './format.ts'

/** A run's books in lines: the sum, and what was skipped for which reason. */
export function books({
  discovered,
  done,
  failed,
  skipped,
  waiting,
  suspect,
  inDoubt,
  skips,
}: Counts): string[] {
  const terms = [
    `done ${count(done)}`,
    `failed ${count(failed)}`,
    `skipped ${count(skipped)}`,
    `waiting ${count(waiting)}`,
  ]
  if (suspect > 0) terms.push(`suspect ${count(suspect)}`)
  if (inDoubt > 0) terms.push(`in doubt ${count(inDoubt)}`)
  const lines = [`discovered ${count(discovered)} = ${terms.join(' + ')}`]
  const reasons = Object.entries(skips).filter(([, number]) => number > 0)
  if (reasons.length === 0) return lines
  return [
    ...lines,
    `skipped    ${reasons.map(([reason, number]) => `${reason} ${count(number)}`).join(', ')}`,
  ]
}
