/** Milliseconds since the machine was started: a clock that nobody sets, and the same in each of its processes. */
export function machineNow(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1_000 + nanoseconds / 1_000_000
}
