/** Keeps a map or a set within a bound: what came in first goes first. */
export function forgetOldest<K>(kept: Map<K, unknown> | Set<K>, most: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= most) return
    kept.delete(oldest)
  }
}
