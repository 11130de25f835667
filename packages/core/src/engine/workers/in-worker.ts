import { DefinitionError } from '../../errors.ts'

const SIGN = Symbol.for('latchkey.worker')

/** Says that this thread is one that only reads pages. */
export function enterWorker(): void {
  Object.assign(globalThis, { [SIGN]: true })
}

/**
 * Refuses to crawl in such a thread: each of them would crawl the site again, with workers of its own.
 *
 * @throws {DefinitionError} naming the mend.
 */
export function refuseInWorker(): void {
  if (!(SIGN in globalThis)) return
  throw new DefinitionError('it crawls when it is imported: put the crawler into a module of its own')
}
