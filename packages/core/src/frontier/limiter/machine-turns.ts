import { StoreError } from '../../errors.ts'
import { messageOf } from '../../thrown.ts'
import { machineFile } from './machine-file.ts'
import type { SiteRate } from './site-rate.ts'
import { TurnsTable } from './turns-table.ts'

/** How soon a process asks again while another keeps the file locked, in milliseconds. */
const SOON = 50

let table: TurnsTable | undefined

/**
 * The turns of the sites that have a rate, shared by all processes of this user on this machine. Where the file cannot be
 * used, a warning says so, and the limits hold within this process.
 */
export const machineTurns = {
  /** See `TurnsTable`. */
  take: (site: string, wish: SiteRate): number => safely((turns) => turns.take(site, wish), SOON),
  end: (site: string): void => safely((turns) => turns.end(site), undefined),
  pause: (site: string, wait: number): void => safely((turns) => turns.pause(site, wait), undefined),
  leave: (site: string): void => safely((turns) => turns.leave(site), undefined),
}

function safely<T>(work: (turns: TurnsTable) => T, whileLocked: T): T {
  try {
    return work((table ??= new TurnsTable(machineFile('turns.db'))))
  } catch (error) {
    if (error instanceof StoreError && error.code === 'LOCKED') return whileLocked
    warn(error)
    table = new TurnsTable(':memory:')
    return work(table)
  }
}

function warn(error: unknown): void {
  process.emitWarning(
    `the rates of sites hold within this process only, for the file that all processes share cannot be used: ${messageOf(error)}`,
    'LatchkeyWarning',
  )
}
