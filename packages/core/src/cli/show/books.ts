import { styleText } from 'node:util'

import type { Counts } from '../../frontier/store.ts'
import { count } from './format.ts'

/** A run's books in lines: the sum, what was skipped for which reason, and what later records have replaced. */
export function books(counts: Counts): string[] {
  return [sum(counts), ...skipped(counts), ...replaced(counts)]
}

function sum({ discovered, done, failed, skipped, waiting, suspect, inDoubt }: Counts): string {
  const terms = [
    `done ${count(done)}`,
    `failed ${count(failed)}`,
    `skipped ${count(skipped)}`,
    `waiting ${count(waiting)}`,
  ]
  if (suspect > 0) terms.push(`suspect ${count(suspect)}`)
  if (inDoubt > 0) terms.push(`in doubt ${count(inDoubt)}`)
  return `discovered ${count(discovered)} = ${terms.join(' + ')}`
}

function skipped({ skips }: Counts): string[] {
  const reasons = Object.entries(skips).filter(([, number]) => number > 0)
  if (reasons.length === 0) return []
  return [`skipped    ${reasons.map(([reason, number]) => `${reason} ${count(number)}`).join(', ')}`]
}

/** Some are things that several pages show differently; nearly all of a kind are a key that is the same for many things. */
function replaced({ replaced }: Counts): string[] {
  return Object.entries(replaced).map(
    ([kind, number]) =>
      `${styleText('yellow', 'replaced')}   ${count(number)} of ${kind} by later ones with the same key: keys.${kind} may not tell them apart`,
  )
}
