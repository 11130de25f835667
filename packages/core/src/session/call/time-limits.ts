import { DefinitionError } from '../../errors.ts'
import { shown } from '../check/rule.ts'
import { LONGEST_TIMER } from '../longest-timer.ts'
import type { ExchangeLimits } from '../transport/transport.ts'

/** How long things may take, in milliseconds; `null` or 0 sets no limit. */
export interface TimeoutOptions {
  /** To a connection, with DNS and TLS. Default 10 000. */
  readonly connect?: number | null
  /** From the last byte sent to the end of the response's headers. Default 30 000. */
  readonly headers?: number | null
  /** Between two pieces of the body. Default 30 000. */
  readonly bodyIdle?: number | null
  /** The whole call with its redirects and tries, but without the waits between tries. Default 120 000. */
  readonly total?: number | null
  /** For a free connection. Default 60 000. */
  readonly queue?: number | null
}

/** Every limit of one call; 0 is none. */
export interface TimeLimits extends ExchangeLimits {
  readonly total: number
}

/** The limits that hold where nothing else is said. */
export const DEFAULT_LIMITS: TimeLimits = Object.freeze({
  connect: 10_000,
  headers: 30_000,
  bodyIdle: 30_000,
  total: 120_000,
  queue: 60_000,
})

/**
 * Lays an option over other limits; a number alone is the total.
 *
 * @throws {DefinitionError} for what is not a time.
 */
export function timeLimits(
  option: number | TimeoutOptions | null | undefined,
  under: TimeLimits,
): TimeLimits {
  if (option === undefined) return under
  const given = option === null || typeof option === 'number' ? { total: option } : option
  const limits: { -readonly [K in keyof TimeLimits]: number } = { ...under }
  for (const [phase, time] of Object.entries(given) as [keyof TimeLimits, number | null | undefined][]) {
    if (!(phase in DEFAULT_LIMITS)) {
      throw new DefinitionError(`timeout has no ${phase}: it has ${Object.keys(DEFAULT_LIMITS).join(', ')}`)
    }
    if (time !== undefined) limits[phase] = milliseconds(phase, time)
  }
  return limits
}

function milliseconds(phase: string, time: number | null): number {
  if (time === null || time === Infinity) return 0
  if (typeof time !== 'number' || !(time >= 0)) {
    throw new DefinitionError(`timeout ${phase} is ${shown(time)}: give milliseconds, or null for no limit`)
  }
  return Math.min(time, LONGEST_TIMER)
}
