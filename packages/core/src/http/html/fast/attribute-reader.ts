import type { Attributes } from '../attributes.ts'
import { APOSTROPHE, EQUALS, GREATER_THAN, isBlank, QUOTE, SLASH } from '../letters.ts'
import { endOfAttributeName, endOfWord, find, skipBlanks } from '../places.ts'
import type { EntityReader } from './entity-reader.ts'

/** Reads the attributes of start tags. */
export class AttributeReader {
  /** Whether the tag that was read last ends with `/>`. */
  closesTag = false
  readonly #page: string
  readonly #entities: EntityReader
  /** Names in lower case, by how they are written: to look one up costs less than to make it. */
  readonly #names = new Map<string, string>()

  constructor(page: string, entities: EntityReader) {
    this.#page = page
    this.#entities = entities
  }

  /** Reads what stands behind the name of a tag, and gives the place of its `>`; the end of the page if it has none. */
  read(start: number, attributes: Attributes): number {
    const page = this.#page
    let at = start
    this.closesTag = false
    while (at < page.length) {
      const code = page.charCodeAt(at)
      if (code === GREATER_THAN) break
      if (isBlank(code)) at++
      else if (code === SLASH) {
        this.closesTag = true
        at++
      } else {
        this.closesTag = false
        at = this.#readAttribute(at, attributes)
      }
    }
    return at
  }

  #readAttribute(start: number, attributes: Attributes): number {
    const page = this.#page
    const nameEnd = endOfAttributeName(page, start)
    const name = this.#nameOf(page.slice(start, nameEnd))
    const sign = skipBlanks(page, nameEnd)
    if (page.charCodeAt(sign) !== EQUALS) {
      attributes[name] ??= ''
      return sign
    }
    const first = skipBlanks(page, sign + 1)
    const code = page.charCodeAt(first)
    const quote = code === QUOTE ? '"' : code === APOSTROPHE ? "'" : ''
    const valueStart = first + quote.length
    const valueEnd = quote === '' ? endOfWord(page, first) : find(page, quote, valueStart)
    // Of several with one name the first holds.
    attributes[name] ??= this.#entities.value(valueStart, valueEnd)
    return valueEnd + quote.length
  }

  #nameOf(written: string): string {
    const known = this.#names.get(written)
    if (known !== undefined) return known
    const name = written.toLowerCase()
    this.#names.set(written, name)
    return name
  }
}
