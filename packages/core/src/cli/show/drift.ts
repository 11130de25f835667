import { styleText } from 'node:util'

import type { Drift } from '../../frontier/drift.ts'
import { nextCommand } from '../next-command.ts'

/** A line for each thing in which a run falls short of those before, and what to do about it. */
export function driftLines(drift: readonly Drift[], run: number, name: string, store: string): string[] {
  if (drift.length === 0) return []
  const lines = drift.map(
    ({ message }, index) => `${index === 0 ? styleText('red', 'held back') : '         '}  ${message}`,
  )
  return [
    ...lines,
    `           export gives the run before; ${nextCommand('export', name, store)} --run ${run} this one,`,
    `           and ${nextCommand('accept', name, store)} if it is right`,
  ]
}
