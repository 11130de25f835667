/** The longest that a timer of Node and V8's watch take, in milliseconds: 24 days. */
const LONGEST = 2 ** 31 - 1

/** A time as timers take it: whole milliseconds, and no more of them than they can count. */
export function timeLimit(milliseconds: number): number {
  return Math.min(Math.ceil(milliseconds), LONGEST)
}
