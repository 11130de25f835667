import { checkedLine, checkedText, headerKey, shownValue } from './header-line.ts'
import type { HeaderValue } from './header-line.ts'
import { pairsOf } from './pairs.ts'
import type { Pairs } from './pairs.ts'

/** Headers as people write them: a plain object, pairs, or `Headers`. `null` removes a name; an array sends it several times. */
export type HeadersInit = Headers | Pairs<HeaderValue>

/** A name and its value; whoever wants another makes a new one. */
type HeaderLine = readonly [name: string, value: HeaderValue]

/** The same as it is asked for, `null` where a name is to be removed. */
type WrittenLine = readonly [name: string, value: HeaderValue | null]

/**
 * An ordered list of header lines whose names compare without case.
 *
 * The first spelling and place of a name are kept and are what goes over the wire.
 * Names and values are checked on the way in (RFC 9110 section 5): a wrong one throws `DefinitionError`.
 * A secret shows as `[secret]` wherever it is read, except in `revealed()`, where it is checked.
 */
export class Headers {
  readonly #lines: HeaderLine[] = []
  #version = 0

  constructor(init?: HeadersInit) {
    // What another Headers holds has been checked.
    if (init instanceof Headers) this.#lines.push(...init.#lines)
    else for (const [name, value] of headerLines(init)) if (value !== null) this.append(name, value)
  }

  /** @internal Grows with each change. */
  get version(): number {
    return this.#version
  }

  /** @internal Headers of lines that are known to be sound. */
  static of(lines: readonly HeaderLine[]): Headers {
    const headers = new Headers()
    headers.#lines.push(...lines)
    return headers
  }

  /** All lines of a name, joined by `, `; `null` without one. */
  get(name: string): string | null {
    const values = this.getAll(name)
    return values.length === 0 ? null : values.join(', ')
  }

  /** Every line of a name, in order. */
  getAll(name: string): string[] {
    const wanted = headerKey(name)
    const values: string[] = []
    for (const [key, value] of this.#lines) if (isSame(key, wanted)) values.push(shownValue(value))
    return values
  }

  has(name: string): boolean {
    const wanted = headerKey(name)
    for (const [key] of this.#lines) if (isSame(key, wanted)) return true
    return false
  }

  /** Replaces all lines of a name, at the place and in the spelling of the first; `null` removes them. */
  set(name: string, value: HeaderValue | readonly HeaderValue[] | null): this {
    const wanted = headerKey(name)
    const first = this.#lines.findIndex(([key]) => key.toLowerCase() === wanted)
    const spelling = this.#lines[first]?.[0] ?? name
    const values: readonly HeaderValue[] = value === null ? [] : [value].flat()
    const added = values.map((text) => checkedLine(spelling, text))
    const rest = this.#lines.filter(([key]) => key.toLowerCase() !== wanted)
    rest.splice(first < 0 ? rest.length : first, 0, ...added)
    this.#lines.splice(0, this.#lines.length, ...rest)
    this.#version++
    return this
  }

  append(name: string, value: HeaderValue): this {
    this.#lines.push(checkedLine(name, value))
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

  /** @internal A copy without some names, which are given in lower case. */
  without(names: ReadonlySet<string>): Headers {
    return this.#only(([name]) => !names.has(name.toLowerCase()))
  }

  /** @internal A copy without what is secret. */
  withoutSecrets(): Headers {
    return this.#only(([, value]) => typeof value === 'string')
  }

  *[Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    for (const [name, value] of this.#lines) yield [name, shownValue(value)]
  }

  /** @internal The lines with what is secret still hidden. */
  lines(): Iterable<HeaderLine> {
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

  #only(isWanted: (line: HeaderLine) => boolean): Headers {
    return Headers.of(this.#lines.filter(isWanted))
  }
}

function isSame(name: string, lowerCase: string): boolean {
  return name.length === lowerCase.length && name.toLowerCase() === lowerCase
}

/**
 * Headers as pairs, `null` where a name is to be removed.
 *
 * @throws {DefinitionError} for what is neither an object nor pairs.
 */
export function headerLines(init: HeadersInit | undefined): WrittenLine[] {
  if (init === undefined) return []
  return init instanceof Headers ? [...init.lines()] : [...pairsOf<HeaderValue>(init, 'headers')]
}

/** Headers laid over others, as pairs: of a name that both have, those of the upper ones alone. */
export function linesOver(under: HeadersInit, over: HeadersInit | undefined): WrittenLine[] {
  const own = headerLines(over)
  const names = new Set(own.map(([name]) => name.toLowerCase()))
  return [...headerLines(under).filter(([name]) => !names.has(name.toLowerCase())), ...own]
}
