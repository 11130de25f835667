import { inspect } from 'node:util'

import { DefinitionError } from '../errors.ts'

const BRAND = Symbol.for('latchkey.secret')
const REVEALED = Symbol.for('latchkey.secrets')

/** Two copies of this module may be at work, as in the package of a crawler and in the program that runs it. */
const revealed = ((globalThis as { [REVEALED]?: Set<string> })[REVEALED] ??= new Set())

/** What else is known of a secret. */
export interface SecretOptions {
  /** The variable of the environment that has it, if one does. */
  readonly variable?: string
  /** It is good for a moment only, as a one-time password, and need not be hidden after that. Default false. */
  readonly passing?: boolean
}

/**
 * A text that must not be seen: it prints as `[secret]` in logs, errors, `inspect`, JSON and records.
 *
 * The value is looked up when it is needed, so importing a crawler needs no environment.
 */
export class Secret {
  readonly #read: () => string
  readonly #passing: boolean
  /** The variable of the environment that has it, if one does. */
  readonly variable: string | undefined
  readonly [BRAND] = true

  /** A secret of another copy of this module is one too. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value
  }

  constructor(read: () => string, { variable, passing = false }: SecretOptions = {}) {
    this.#read = read
    this.#passing = passing
    this.variable = variable
  }

  /** The text itself, for the one place that sends it. */
  reveal(): string {
    const value = this.#read()
    if (!this.#passing) revealed.add(value)
    return value
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
  if (typeof name !== 'string' || name === '')
    throw new DefinitionError(
      "secret takes the name of a variable of the environment, as in secret('PASSWORD')",
    )
  return new Secret(
    () => {
      const value = process.env[name]
      if (value === undefined || value === '') {
        throw new DefinitionError(
          `the secret ${name} is not set: put it in the environment, as in ${name}=… latchkey run …`,
        )
      }
      return value
    },
    { variable: name },
  )
}

/** Every secret that this process has used, for those who must keep them out of what they write. */
export function revealedSecrets(): ReadonlySet<string> {
  return revealed
}

/** The text behind a value that may be secret. */
export function reveal(value: string | Secret): string {
  return value instanceof Secret ? value.reveal() : value
}
