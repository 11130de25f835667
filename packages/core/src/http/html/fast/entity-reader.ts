import { DecodingMode, EntityDecoder, htmlDecodeTree } from 'entities/decode'

import { find } from '../places.ts'

let characters = ''
const decoder = new EntityDecoder(htmlDecodeTree, (codePoint) => {
  characters += String.fromCodePoint(codePoint)
})

/** Cuts texts and values out of a page, in their order, and decodes the entities in them. */
export class EntityReader {
  readonly #page: string
  /** Where the next `&` stands: most texts have none. */
  #ampersand: number

  constructor(page: string) {
    this.#page = page
    this.#ampersand = find(page, '&', 0)
  }

  text(start: number, end: number): string {
    return this.#cut(start, end, DecodingMode.Legacy)
  }

  /** The value of an attribute, in which `&copy=` is no entity. */
  value(start: number, end: number): string {
    return this.#cut(start, end, DecodingMode.Attribute)
  }

  #cut(start: number, end: number, mode: DecodingMode): string {
    if (this.#ampersand < start) this.#ampersand = find(this.#page, '&', start)
    return this.#ampersand < end ? this.#decode(start, end, mode) : this.#page.slice(start, end)
  }

  #decode(start: number, end: number, mode: DecodingMode): string {
    const page = this.#page
    let text = ''
    let taken = start
    while (this.#ampersand < end) {
      const sign = this.#ampersand
      const length = this.#decodeAt(sign, end, mode)
      if (length > 0) {
        text += page.slice(taken, sign) + characters
        taken = sign + length
      }
      this.#ampersand = find(page, '&', sign + Math.max(length, 1))
    }
    return text + page.slice(taken, end)
  }

  /** Decodes an entity into `characters`, and gives its length; 0 where there is none. */
  #decodeAt(sign: number, end: number, mode: DecodingMode): number {
    characters = ''
    decoder.startEntity(mode)
    const written = decoder.write(this.#page, sign + 1)
    const length = written < 0 ? decoder.end() : written
    // In `a="&Tcy"` the decoder takes the quote for a part of the entity.
    return sign + length <= end ? length : 0
  }
}
