import { inspect } from 'node:util'

import { DefinitionError } from '../errors.ts'

const BRAND = Symbol.for('latchkey.secret')
const SHARED = Symbol.for('latchkey.secrets')

interface Shared {
  /** Every secret that has been used. */
  readonly revealed: Set<string>
  /** What a person has answered, by the name of the variable that was missing. */
  readonly answers: Map<string, string>
  ask: AskForSecret | undefined
}

/** Two copies of this module may be at work, as in the package of a crawler and in the program that runs it. */
const shared = ((globalThis as { [SHARED]?: Shared })[SHARED] ??= {
  revealed: new Set(),
  answers: new Map(),
  ask: undefined,
})

/** Asks a person for a secret by its name; `undefined` where nobody answers. */
export type AskForSecret = (name: string) => string | undefined

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

  /**
   * @param read Gives the text each time that it is needed.
   * @throws {DefinitionError} for anything else.
   */
  constructor(read: () => string, { variable, passing = false }: SecretOptions = {}) {
    if (typeof read !== 'function') {
      throw new DefinitionError(
        "a Secret takes a function that gives the text: use secret('NAME') for a variable of the environment",
      )
    }
    this.#read = read
    this.#passing = passing
    this.variable = variable
  }

  /**
   * The text itself, for the one place that sends it.
   *
   * @throws {DefinitionError} when there is none.
   */
  reveal(): string {
    const value: unknown = this.#read()
    if (typeof value !== 'string')
      throw new DefinitionError('the function of a Secret gave no text: let it return one, and no promise')
    if (!this.#passing) shared.revealed.add(value)
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
 * A secret from the environment; on the command line, from the person at the terminal where the environment lacks it.
 *
 * @throws {DefinitionError} when it is used and nobody gives it.
 */
export function secret(name: string): Secret {
  if (typeof name !== 'string' || name === '')
    throw new DefinitionError(
      "secret takes the name of a variable of the environment, as in secret('PASSWORD')",
    )
  return new Secret(
    () => {
      const value = process.env[name] || answered(name)
      if (value === undefined) {
        throw new DefinitionError(
          `the secret ${name} is not set: put it in the environment, as in ${name}=… latchkey run …`,
        )
      }
      return value
    },
    { variable: name },
  )
}

/** From now on, a secret that the environment lacks is asked for, once. */
export function askForSecrets(ask: AskForSecret): void {
  shared.ask = ask
}

function answered(name: string): string | undefined {
  const answer = shared.answers.get(name) ?? shared.ask?.(name)
  if (answer !== undefined) shared.answers.set(name, answer)
  return answer
}

/** Every secret that this process has used, for those who must keep them out of what they write. */
export function revealedSecrets(): ReadonlySet<string> {
  return shared.revealed
}

/** The text behind a value that may be secret. */
export function reveal(value: string | Secret): string {
  return value instanceof Secret ? value.reveal() : value
}
