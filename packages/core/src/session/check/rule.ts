import { DefinitionError } from '../../errors.ts'
import { isObject } from './is-object.ts'

/**
 * Refuses what an option cannot be.
 *
 * @throws {DefinitionError} naming the option, its value and the mend.
 */
export type Rule = (value: unknown, name: string) => void

/** A rule for what a test allows; `mend` says what to give instead. */
export function rule(mend: string, allows: (value: unknown) => boolean): Rule {
  return (value, name) => {
    if (!allows(value)) throw new DefinitionError(`${name} is ${shown(value)}: give ${mend}`)
  }
}

/** One of a few values. */
export function oneOf(...values: readonly (string | boolean | null)[]): Rule {
  return rule(values.map(shown).join(' or '), (value) => (values as readonly unknown[]).includes(value))
}

/** True or false. */
export const flag = oneOf(true, false)

/** A number that is not less than another; `null` and `Infinity` only if there need be no limit. */
export function amount(least: number, what: string, unlimited = false): Rule {
  const end = unlimited ? ', or null for no limit' : ''
  return rule(`${what} from ${least} up${end}`, (value) => {
    if (value === null || value === Infinity) return unlimited
    return typeof value === 'number' && value >= least
  })
}

/** Milliseconds from 0 up. */
export const milliseconds = amount(0, 'milliseconds')

/** A text that is not empty. */
export function text(example: string): Rule {
  return rule(`a text such as ${example}`, (value) => typeof value === 'string' && value !== '')
}

/** A function with what it is for. */
export function functionOf(what: string): Rule {
  return rule(`a function ${what}`, (value) => typeof value === 'function')
}

/** An array whose members follow a rule, or just one of them. */
export function oneOrMany(each: Rule): Rule {
  return (value, name) => {
    for (const member of Array.isArray(value) ? value : [value]) each(member, name)
  }
}

/** An object whose values follow a rule, whatever their names. */
export function mapOf(mend: string, each: Rule): Rule {
  const isMap = rule(mend, isObject)
  return (value, name) => {
    isMap(value, name)
    for (const [key, member] of Object.entries(value as object))
      if (member !== undefined) each(member, `${name}[${JSON.stringify(key)}]`)
  }
}

/** A wrong value as it may be shown: what has a user name or a password in it never is. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return value.includes('@') ? 'a text with an @' : JSON.stringify(value)
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'bigint') return `${value}n`
  if (value instanceof URL) return shown(value.href)
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : 'an array'
  if (typeof value === 'object' && value !== null) return `an object (${value.constructor?.name ?? 'bare'})`
  return String(value)
}
