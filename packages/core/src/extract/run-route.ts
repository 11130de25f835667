import { Script } from 'node:vm'

/** A route that took longer than it may; it is not told to stop, since JavaScript cannot be. */
export class RouteTimeout {
  readonly limit: number

  constructor(limit: number) {
    this.limit = limit
  }
}

// A script under `timeout` is the one way to end a function that never returns: V8 terminates whatever runs
// inside, be it an endless loop or a regular expression that backtracks for ever. It costs 0.1 ms a call.
const SLOT = Symbol.for('latchkey.route')
const script = new Script(`globalThis[Symbol.for('latchkey.route')]()`)
const slots = globalThis as { [SLOT]?: () => unknown }

/**
 * Calls a route and waits for it, at most `limit` milliseconds.
 *
 * @throws {RouteTimeout} when it neither returned nor settled in time; else what the route throws.
 */
export async function runRoute(route: () => unknown, limit: number): Promise<unknown> {
  const result = callWithin(route, limit)
  return isThenable(result) ? settleWithin(result, limit) : result
}

function callWithin(route: () => unknown, limit: number): unknown {
  slots[SLOT] = route
  try {
    return script.runInThisContext({ timeout: limit })
  } catch (error) {
    throw isTermination(error) ? new RouteTimeout(limit) : error
  } finally {
    delete slots[SLOT]
  }
}

async function settleWithin(result: PromiseLike<unknown>, limit: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RouteTimeout(limit)), limit)
  })
  try {
    return await Promise.race([result, late])
  } finally {
    clearTimeout(timer)
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function isTermination(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
}
