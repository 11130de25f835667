import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'

/** How many files stay free for all that is no connection: those of the store, and the watch over routes that hang. */
const SPARE = 16

let most: number | undefined

/**
 * Whether a connection takes one of the last files that this process may open, so that it had better be given up: Node
 * itself aborts when it finds none for a thread.
 *
 * A system gives out the lowest number that is free (open(2)), so one that is high shows that nearly all are taken.
 */
export function takesSpareFile(socket: Socket): boolean {
  const { _handle: handle } = socket as { readonly _handle?: { readonly fd?: number } | null }
  return (handle?.fd ?? 0) >= (most ??= mostFiles() - SPARE)
}

/** What `ulimit -n` says; without end where it cannot be seen. */
function mostFiles(): number {
  try {
    return Number(
      /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1] ?? Infinity,
    )
  } catch {
    return Infinity
  }
}
