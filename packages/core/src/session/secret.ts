import { inspect } from 'node:util'

import { DefinitionError } from '../errors.ts'

const BRAND = Symbol.for('latchkey.secret')

/**
 * A text that must not be seen: it prints as `[secret]` in logs, errors, `inspect`, JSON and records.
 *
 * The value is looked up when it is needed, so importing a crawler needs no environment.
 */
export class Secret {
  readonly #read: () => string
  readonly [BRAND] = true

  /** Two copies of this module may be at work, as in the package of a crawler and in the program that runs it. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value
  }

  constructor(read: () => string) {
    this.#read = read
  }

  /** The text itself, for the one place that sends it. */
  reveal(): string {
    return this.#read()
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}

/**
 * A secret from the environment.
 *
 * @throws {DefinitionError} when it is used and the variable is not set.
 */
export function secret(name: string): Secret {
  return new Secret(() => {
    const value = process.env[name]
    if (value === undefined || value === '') {
      throw new DefinitionError(
        `the secret ${name} is not set: put it in the environment, as in ${name}=… latchkey run …`,
      )
    }
    return value
  })
}

/** The text behind a value that may be secret. */
export function reveal(value: string | Secret): string {
  return value instanceof Secret ? value.reveal() : value
}
