/**
 * How far the clock was set back since this process began, in milliseconds, to the second: a request that waits must
 * not wait for that time again. Set forward, or after a sleep of the machine, what waits is just due.
 */
function setBackBy(): number {
  const steady = performance.timeOrigin + performance.now()
  return Math.max(0, Math.round((steady - Date.now()) / 1_000) * 1_000)
}

/** A time as it is kept, by a clock that is never set back; both in milliseconds since 1970. */
export function toDue(time: number): number {
  // 0 stands for what never had to wait.
  return Math.max(1, time + setBackBy())
}

/** A time that was kept, by today's clock. */
export function fromDue(due: number): number {
  return due - setBackBy()
}
