import { DefinitionError } from '../errors.ts'
import { pairsOf } from './pairs.ts'
import type { Pairs } from './pairs.ts'

/** A text that is revealed only where it is sent, such as a `Secret`; `String(text)` is what may be shown of it. */
export interface HiddenText {
  reveal(): string
  toString(): string
}

/** A header's value, as it is or hidden. */
export type HeaderValue = string | HiddenText

/** Headers as people write them: a plain object, pairs, or `Headers`. `null` removes a name; an array sends it several times. */
export type HeadersInit = Headers | Pairs<HeaderValue>

/**
 * An ordered list of header lines whose names compare without case.
 *
 * The first spelling and place of a name are kept and are what goes over the wire.
 * Names and values are checked on the way in (RFC 9110 section 5): a wrong one throws `DefinitionError`.
 * A secret shows as `[secret]` wherever it is read, except in `revealed()`, where it is checked.
 */
export class Headers {
  readonly #lines: [name: string, value: HeaderValue][] = []
  #version = 0

  constructor(init?: HeadersInit) {
    // What another Headers holds has been checked.
    if (init instanceof Headers) this.#lines.push(...init.#lines)
    else for (const [name, value] of headerLines(init)) if (value !== null) this.append(name, value)
  }

  /** Grows with each change. */
  get version(): number {
    return this.#version
  }

  /** Headers of lines that are known to be sound. */
  static of(lines: Iterable<readonly [name: string, value: string]>): Headers {
    const headers = new Headers()
    for (const [name, value] of lines) headers.#lines.push([name, value])
    return headers
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
    for (const [key, value] of this.#lines) if (isSame(key, wanted)) values.push(shown(value))
    return values
  }

  has(name: string): boolean {
    const wanted = name.toLowerCase()
    for (const [key] of this.#lines) if (isSame(key, wanted)) return true
    return false
  }

  /** Replaces all lines of a name, at the place and in the spelling of the first; `null` removes them. */
  set(name: string, value: HeaderValue | readonly HeaderValue[] | null): this {
    const wanted = name.toLowerCase()
    const first = this.#lines.findIndex(([key]) => key.toLowerCase() === wanted)
    const spelling = this.#lines[first]?.[0] ?? name
    const values: readonly HeaderValue[] = value === null ? [] : [value].flat()
    const added = values.map((text) => checked(spelling, text))
    const rest = this.#lines.filter(([key]) => key.toLowerCase() !== wanted)
    rest.splice(first < 0 ? rest.length : first, 0, ...added)
    this.#lines.splice(0, this.#lines.length, ...rest)
    this.#version++
    return this
  }

  append(name: string, value: HeaderValue): this {
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
    const groups = new Map<string, { name: string; values: HeaderValue[] | null }>()
    for (const [name, value] of headerLines(init)) {
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

  /** A copy without some names, which are given in lower case. */
  without(names: ReadonlySet<string>): Headers {
    const copy = new Headers()
    for (const line of this.#lines) if (!names.has(line[0].toLowerCase())) copy.#lines.push(line)
    return copy
  }

  /** A copy without what is secret. */
  withoutSecrets(): Headers {
    const copy = new Headers()
    for (const line of this.#lines) if (typeof line[1] === 'string') copy.#lines.push(line)
    return copy
  }

  *[Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    for (const [name, value] of this.#lines) yield [name, shown(value)]
  }

  /** The lines with what is secret still hidden. */
  lines(): Iterable<readonly [name: string, value: HeaderValue]> {
    return this.#lines
  }

  /**
   * The lines as they are sent, secrets revealed.
   *
   * @throws {DefinitionError} for a secret that is not set or cannot be sent.
   */
  revealed(): [name: string, value: string][] {
    return this.#lines.map(([name, value]) => [
      name,
      typeof value === 'string' ? value : checkedText(name, value.reveal()),
    ])
  }

  toJSON(): [name: string, value: string][] {
    return [...this]
  }
}

function isSame(name: string, lowerCase: string): boolean {
  return name.length === lowerCase.length && name.toLowerCase() === lowerCase
}

function shown(value: HeaderValue): string {
  return typeof value === 'string' ? value : String(value)
}

/**
 * Headers as pairs, `null` where a name is to be removed.
 *
 * @throws {DefinitionError} for what is neither an object nor pairs.
 */
export function headerLines(
  init: HeadersInit | undefined,
): (readonly [name: string, value: HeaderValue | null])[] {
  if (init === undefined) return []
  return init instanceof Headers ? [...init.lines()] : [...pairsOf<HeaderValue>(init, 'headers')]
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
// Printable Latin-1 and tab; nothing that could end the line (RFC 9110 section 5.5).
// oxlint-disable-next-line no-control-regex
const VALUE = /^(?![ \t])[\t\x20-\x7e\x80-\xff]*(?<![ \t])$/

function checked(name: string, value: HeaderValue): [string, HeaderValue] {
  if (!TOKEN.test(name))
    throw new DefinitionError(`header name ${JSON.stringify(name)} is not a token: use letters, digits and -`)
  return [name, isHidden(value) ? value : checkedText(name, value)]
}

function isHidden(value: unknown): value is HiddenText {
  return (
    typeof value === 'object' && value !== null && 'reveal' in value && typeof value.reveal === 'function'
  )
}

function checkedText(name: string, value: unknown): string {
  if (typeof value !== 'string')
    throw new DefinitionError(`header ${name} has a value that is no text: write it as text`)
  if (!VALUE.test(value)) {
    // The value may be a credential: it is never shown.
    throw new DefinitionError(
      `header ${name} has a value that cannot be sent: no line breaks, control characters, outer spaces or characters above U+00FF`,
    )
  }
  return value
}
