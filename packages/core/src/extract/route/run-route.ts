import { timeLimit } from './time-limit.ts'
import { Terminated, watched } from './watchdog.ts'

/** A route that took longer than it may; it is not told to stop, since JavaScript cannot be. */
export class RouteTimeout {
  readonly limit: number

  constructor(limit: number) {
    this.limit = limit
  }
}

/**
 * Calls a route and waits for it, at most `limit` milliseconds.
 *
 * @throws {RouteTimeout} when it neither returned nor settled in time; else what the route throws.
 */
export async function runRoute(route: () => unknown, limit: number): Promise<unknown> {
  // In a list, or a promise that the route returns would be waited for without a limit.
  const [result] = await watched(() => [route()], limit).catch((error: unknown) => {
    throw error instanceof Terminated ? new RouteTimeout(limit) : error
  })
  return isThenable(result) ? settleWithin(result, limit) : result
}

/** The same for a thread of its own, which somebody else ends when a route does not return. */
export async function runUnwatched(route: () => unknown, limit: number): Promise<unknown> {
  const result = route()
  return isThenable(result) ? settleWithin(result, limit) : result
}

async function settleWithin(result: PromiseLike<unknown>, limit: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RouteTimeout(limit)), timeLimit(limit))
  })
  try {
    return await Promise.race([result, late])
  } finally {
    clearTimeout(timer)
  }
}

/** Whether a route has given a promise. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
