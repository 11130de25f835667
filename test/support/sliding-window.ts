/** The most of these times, in milliseconds, that fall into one window of that length. */
export function mostInWindow(times: readonly number[], window: number): number {
  const inOrder = times.toSorted((a, b) => a - b)
  return Math.max(
    0,
    ...inOrder.map((start) => inOrder.filter((time) => time >= start && time < start + window).length),
  )
}

/** The times from each to the next. */
export function gapsOf(times: readonly number[]): number[] {
  const inOrder = times.toSorted((a, b) => a - b)
  return inOrder.slice(1).map((time, index) => time - (inOrder[index] ?? 0))
}
