import { Script } from 'node:vm'

import { timeLimit } from './time-limit.ts'

/** A function that was ended because it did not return in time. */
export class Terminated extends Error {}

interface Call {
  readonly work: () => unknown
  readonly limit: number
  readonly resolve: (result: unknown) => void
  readonly reject: (error: unknown) => void
}

/** How long functions are called one after the other under one watch, in milliseconds. */
const SLICE = 20

// A script under `timeout` is the one way to end a function that never returns: V8 terminates whatever runs inside, be
// it an endless loop or a regular expression that backtracks for ever. It needs a thread each time, which costs more
// than many a page does: so functions that are ready together share one.
const SLOT = Symbol.for('latchkey.watched')
const script = new Script(`globalThis[Symbol.for('latchkey.watched')]()`)
const slots = globalThis as { [SLOT]?: () => void }

const waiting: Call[] = []
let current: Call | undefined

/**
 * Calls a function soon, and ends it when it has not returned after `limit` milliseconds, or a little later.
 *
 * @throws {Terminated} when it was ended; else what it throws.
 */
export function watched<T>(work: () => T, limit: number): Promise<T> {
  return new Promise((resolve, reject) => {
    // What it gives is what `resolve` takes.
    const call = { work, limit, resolve: resolve as (result: unknown) => void, reject }
    // A turn later than the next, by when more pages have come that can share it.
    if (waiting.push(call) === 1) setImmediate(setImmediate, callWaiting)
  })
}

function callWaiting(): void {
  const limit = waiting[0]?.limit ?? 0
  slots[SLOT] = () => callSome(limit)
  try {
    script.runInThisContext({ timeout: timeLimit(limit + SLICE) })
  } catch {
    // The calls catch their own errors: only the watch ends them all.
    current?.reject(new Terminated())
  } finally {
    delete slots[SLOT]
    current = undefined
  }
  if (waiting.length > 0) setImmediate(callWaiting)
}

/** Calls what may take as long, until the slice is over. */
function callSome(limit: number): void {
  const end = performance.now() + SLICE
  do {
    const call = (current = waiting.shift())
    try {
      call?.resolve(call.work())
    } catch (error) {
      call?.reject(error)
    }
  } while (waiting[0]?.limit === limit && performance.now() < end)
}
