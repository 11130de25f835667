import { DefinitionError } from '../../errors.ts'
import { jsonErrorOffset } from '../../http/text/json-error.ts'
import { isObject } from '../check/is-object.ts'

/** An object of a JSON file, whose fields are not known yet. */
export type JsonObject = { readonly [name: string]: unknown }

/**
 * Reads JSON text, or takes what was read already.
 *
 * @throws {DefinitionError} with the line of a mistake, never with the text: it holds cookies.
 */
export function readJson(input: unknown, what: string): JsonObject {
  const value = typeof input === 'string' ? parse(input, what) : input
  return asObject(value, what)
}

/** @throws {DefinitionError} when the value is no object. */
export function asObject(value: unknown, place: string): JsonObject {
  if (isObject(value)) return value
  throw new DefinitionError(`${place} is not a JSON object: is it the right file?`)
}

/** @throws {DefinitionError} when the value is no array. */
export function asArray(value: unknown, place: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new DefinitionError(`${place} is not an array: is it the right file?`)
}

/** @throws {DefinitionError} when the value is no string. */
export function asString(value: unknown, place: string): string {
  if (typeof value === 'string') return value
  throw new DefinitionError(`${place} is not a string: is it the right file?`)
}

function parse(text: string, what: string): unknown {
  const json = text.replace(/^\ufeff/, '')
  try {
    return JSON.parse(json)
  } catch {
    // V8's own message quotes the text.
    const line = json.slice(0, jsonErrorOffset(json)).split('\n').length
    throw new DefinitionError(`${what} is not JSON: look at line ${line}`)
  }
}
