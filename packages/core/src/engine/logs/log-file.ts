import { closeSync, openSync, writeSync } from 'node:fs'

import { DefinitionError } from '../../errors.ts'
import { messageOf } from '../../thrown.ts'

/**
 * A file that a log is added to, line by line.
 *
 * A line is in the file before the crawl goes on, so that none is missing when the process is killed. A file that
 * cannot be written any more, as on a full disk, is given up with a warning, and the crawl goes on.
 */
export class LogFile implements Disposable {
  readonly #path: string
  #descriptor: number | undefined

  /** @throws {DefinitionError} when it cannot be opened. */
  constructor(path: string) {
    this.#path = path
    try {
      this.#descriptor = openSync(path, 'a', 0o600)
    } catch (error) {
      throw new DefinitionError(`the log ${path} cannot be written: ${messageOf(error)}`, { cause: error })
    }
  }

  write(line: string): void {
    if (this.#descriptor === undefined) return
    try {
      writeSync(this.#descriptor, line)
    } catch (error) {
      this[Symbol.dispose]()
      process.emitWarning(`the log ${this.#path} is given up: ${messageOf(error)}`)
    }
  }

  [Symbol.dispose](): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }
}
