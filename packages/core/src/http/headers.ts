import { DefinitionError } from '../errors.ts'

/** Headers as people write them: a plain object, pairs, or `Headers`. `null` removes a name; an array sends it several times. */
export type HeadersInit =
  | Headers
  | Iterable<readonly [name: string, value: string]>
  | { readonly [name: string]: string | readonly string[] | null | undefined }

/**
 * An ordered list of header lines whose names compare without case.
 *
 * The first spelling and place of a name are kept and are what goes over the wire.
 * Names and values are checked on the way in (RFC 9110 section 5): a wrong one throws `DefinitionError`.
 */
export class Headers {
  readonly #lines: [name: string, value: string][] = []
  #version = 0

  constructor(init?: HeadersInit) {
    // What another Headers holds has been checked.
    if (init instanceof Headers) this.#lines.push(...init.#lines)
    else if (init) for (const [name, value] of lines(init)) if (value !== null) this.append(name, value)
  }

  /** Grows with each change. */
  get version(): number {
    return this.#version
  }

  /** All lines of a name, joined by `, `; `null` without one. */
  get(name: string): string | null {
    const values = this.getAll(name)
    return values.length === 0 ? null : values.join(', ')
  }

  /** Every line of a name, in order. */
  getAll(name: string): string[] {
    const wanted = name.toLowerCase()
    const values: string[] = []
    for (const [key, value] of this.#lines) if (isSame(key, wanted)) values.push(value)
    return values
  }

  has(name: string): boolean {
    const wanted = name.toLowerCase()
    return this.#lines.some(([key]) => isSame(key, wanted))
  }

  /** Replaces all lines of a name, at the place and in the spelling of the first; `null` removes them. */
  set(name: string, value: string | readonly string[] | null): this {
    const wanted = name.toLowerCase()
    const first = this.#lines.findIndex(([key]) => key.toLowerCase() === wanted)
    const spelling = this.#lines[first]?.[0] ?? name
    const values: readonly string[] = value === null ? [] : [value].flat()
    const added = values.map((text): [string, string] => checked(spelling, text))
    const rest = this.#lines.filter(([key]) => key.toLowerCase() !== wanted)
    rest.splice(first < 0 ? rest.length : first, 0, ...added)
    this.#lines.splice(0, this.#lines.length, ...rest)
    this.#version++
    return this
  }

  append(name: string, value: string): this {
    this.#lines.push(checked(name, value))
    this.#version++
    return this
  }

  delete(name: string): this {
    return this.set(name, null)
  }

  /** Lays another set over this one: a name given there replaces all its lines here, `null` removes, `undefined` keeps. */
  merge(init: HeadersInit | undefined): this {
    if (!init) return this
    const groups = new Map<string, { name: string; values: string[] | null }>()
    for (const [name, value] of lines(init)) {
      const key = name.toLowerCase()
      const group = groups.get(key)
      if (value === null) groups.set(key, { name, values: null })
      else if (group?.values) group.values.push(value)
      else groups.set(key, { name, values: [value] })
    }
    for (const { name, values } of groups.values()) this.set(name, values)
    return this
  }

  clone(): Headers {
    return new Headers(this)
  }

  *[Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    for (const [name, value] of this.#lines) yield [name, value]
  }

  toJSON(): [name: string, value: string][] {
    return [...this]
  }
}

function isSame(name: string, lowerCase: string): boolean {
  return name.length === lowerCase.length && name.toLowerCase() === lowerCase
}

function* lines(init: HeadersInit): Iterable<readonly [string, string | null]> {
  if (typeof init !== 'object')
    throw new DefinitionError('headers are an object, pairs or Headers, not a single text')
  if (Symbol.iterator in init) {
    yield* init as Iterable<readonly [string, string]>
    return
  }
  for (const [name, value] of Object.entries(init)) {
    if (value === undefined) continue
    if (value === null || !Array.isArray(value)) yield [name, value as string | null]
    else if (value.length === 0) yield [name, null]
    else for (const single of value as readonly string[]) yield [name, single]
  }
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
// Printable Latin-1 and tab; nothing that could end the line (RFC 9110 section 5.5).
// oxlint-disable-next-line no-control-regex
const VALUE = /^(?![ \t])[\t\x20-\x7e\x80-\xff]*(?<![ \t])$/

function checked(name: string, value: string): [string, string] {
  if (!TOKEN.test(name))
    throw new DefinitionError(`header name ${JSON.stringify(name)} is not a token: use letters, digits and -`)
  if (typeof value !== 'string')
    throw new DefinitionError(`header ${name} has a value that is no text: write it as text`)
  if (!VALUE.test(value)) {
    // The value may be a credential: it is never shown.
    throw new DefinitionError(
      `header ${name} has a value that cannot be sent: no line breaks, control characters, outer spaces or characters above U+00FF`,
    )
  }
  return [name, value]
}
