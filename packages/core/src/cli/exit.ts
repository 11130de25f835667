import { CommanderError } from 'commander'

import {
  CrawlError,
  DefinitionError,
  LoginError,
  RecordError,
  RequestError,
  RouteError,
  StoreError,
} from '../errors.ts'
import { thrownAt } from '../extract/route/location.ts'
import { messageOf } from '../thrown.ts'

/** What the exit codes mean, as help and README show them. */
export const EXIT_CODES = `  0  good
  1  crashed, or the store cannot be used
  2  wrong usage, or a wrong crawler
  3  more pages failed than the crawler allows
  4  the login failed, or was refused
  5  stopped, and the same command goes on
  6  held back: its records are fewer or emptier than those of the runs before`

/** Troubles of a store that pass: nothing that was committed is lost, and the same command goes on. */
const PASSING = new Set(['OWNED', 'LOCKED', 'DISK_FULL'])

/** Ends the process with a code once everything that is open has closed. */
export function atExit(code: number): void {
  process.exitCode = code
}

/** commander ends a process with 1 on wrong usage; here that is 2. */
export function usageError(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? 0 : 2)
}

/**
 * Prints one paragraph that says what is wrong, where, and what mends it; the stack only for who asks for it.
 *
 * @param accident What happened, where nobody expected it.
 */
export function failWith(error: unknown, debug: boolean, accident = 'crashed'): void {
  const known = error instanceof CrawlError
  const message = messageOf(error)
  const place = known ? undefined : thrownAt(error)
  console.error(
    `latchkey: ${known ? message : `${accident}: ${message}`}${place === undefined ? '' : `\n  at ${place}`}`,
  )
  if (debug) console.error(error)
  else if (!known) console.error('(--debug shows the stack)')
  process.exitCode = exitCodeOf(error)
}

/**
 * Ends the process well where nobody can: its reader has gone, as with `| head`, or a promise that nobody waits for
 * was rejected, as in a route that did not await it. What was committed stays, and the same command goes on.
 */
export function endOnAccidents(debug: boolean): void {
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(5)
    crash(error)
  }
  const crash = (error: unknown, origin?: NodeJS.UncaughtExceptionOrigin) => {
    const isPromise = origin === 'unhandledRejection'
    failWith(error, debug, isPromise ? 'a promise was rejected that nothing awaits' : undefined)
    process.exit(1)
  }
  process.stdout.on('error', onError)
  process.stderr.on('error', () => process.exit(5))
  process.on('uncaughtException', crash)
}

/** Nobody crawls what was to be paused or stopped. */
function isOrderToNobody(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'NOT_RUNNING'
}

function exitCodeOf(error: unknown): number {
  if (error instanceof DefinitionError || isOrderToNobody(error)) return 2
  if (error instanceof LoginError) return 4
  if (error instanceof RequestError || error instanceof RouteError || error instanceof RecordError) return 3
  return error instanceof StoreError && PASSING.has(error.code) ? 5 : 1
}
