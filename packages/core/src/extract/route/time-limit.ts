import { LONGEST_TIMER } from '../../session/longest-timer.ts'

/** A time as timers and V8's watch take it: whole milliseconds, and no more of them than they can count. */
export function timeLimit(milliseconds: number): number {
  return Math.min(Math.ceil(milliseconds), LONGEST_TIMER)
}
