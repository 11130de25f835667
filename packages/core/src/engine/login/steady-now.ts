/** Milliseconds since 1970 that never step back while the process lives. */
export function steadyNow(): number {
  return performance.timeOrigin + performance.now()
}
