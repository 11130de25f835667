import { Attributes } from '../attributes.ts'
import { DASH, EXCLAMATION, GREATER_THAN, isBlank, isLetter, QUESTION, SLASH } from '../letters.ts'
import type { Document } from '../nodes.ts'
import { endOfTagName, endOfWord, find, skipBlanks } from '../places.ts'
import { AttributeReader } from './attribute-reader.ts'
import { EntityReader } from './entity-reader.ts'
import { beginsRawText, Tags, type Tag } from './tags.ts'
import { Tree } from './tree.ts'

/**
 * Reads a page from its beginning to its end, into the tree that htmlparser2 makes of it.
 *
 * Each method reads what begins at a place, and gives the place behind it. What the end of the page cuts off is text or
 * nothing, as htmlparser2 has it.
 */
export class PageReader {
  readonly #page: string
  readonly #entities: EntityReader
  readonly #attributes: AttributeReader
  readonly #tags = new Tags()
  readonly #tree = new Tree()

  constructor(page: string) {
    this.#page = page
    this.#entities = new EntityReader(page)
    this.#attributes = new AttributeReader(page, this.#entities)
  }

  read(): Document {
    const page = this.#page
    let at = 0
    while (at < page.length) {
      const sign = find(page, '<', at)
      this.#addText(at, sign)
      at = sign < page.length ? this.#readMarkup(sign) : sign
    }
    return this.#tree.document
  }

  #readMarkup(sign: number): number {
    const start = sign + 1
    const code = this.#page.charCodeAt(start)
    if (isLetter(code)) return this.#readStartTag(start)
    if (code === SLASH) return this.#readEndTag(sign)
    if (code === EXCLAMATION) return this.#readDeclaration(start)
    if (code === QUESTION) return this.#readInstruction(start, start + 1)
    this.#tree.addText('<')
    return start
  }

  #readStartTag(start: number): number {
    const page = this.#page
    const nameEnd = endOfTagName(page, start)
    const written = page.slice(start, nameEnd)
    if (nameEnd === page.length) {
      if (beginsRawText(written)) this.#tree.addText(written)
      return nameEnd
    }
    const tag = this.#tags.named(written)
    this.#tree.open(tag)
    const attributes = new Attributes()
    const end = this.#attributes.read(nameEnd, attributes)
    const { closesTag } = this.#attributes
    if (end < page.length) this.#tree.addElement(tag, attributes, closesTag)
    else if (closesTag) this.#addLastLetter()
    return tag.isRawText && !closesTag ? this.#readRawText(tag, end + 1) : end + 1
  }

  /** Reads what is text up to the end tag of its element; entities are decoded in titles only. */
  #readRawText({ name }: Tag, start: number): number {
    const page = this.#page
    let end = find(page, '</', start)
    while (end < page.length && !this.#isEndTag(end, name)) end = find(page, '</', end + 2)
    if (name === 'title') this.#addText(start, end)
    else this.#addPlain(start, end)
    return end
  }

  #isEndTag(sign: number, name: string): boolean {
    const start = sign + 2
    const end = start + name.length
    const code = this.#page.charCodeAt(end)
    return (code === GREATER_THAN || isBlank(code)) && this.#page.slice(start, end).toLowerCase() === name
  }

  #readEndTag(sign: number): number {
    const page = this.#page
    const { current } = this.#tree
    // Nearly all end what was opened last, and are written so.
    if (current && page.startsWith(current.endTag, sign)) {
      this.#tree.close(current)
      return sign + current.endTag.length
    }
    const start = skipBlanks(page, sign + 2)
    if (!isLetter(page.charCodeAt(start))) return this.#readNoEndTag(sign, start)
    const nameEnd = endOfWord(page, start)
    if (nameEnd === page.length) return nameEnd
    this.#tree.close(this.#tags.named(page.slice(start, nameEnd)))
    const end = find(page, '>', nameEnd)
    if (end === page.length) this.#addLastLetter()
    return end + 1
  }

  /** Reads `</` that no name follows: a comment, but for `</>`, which is text. */
  #readNoEndTag(sign: number, start: number): number {
    const page = this.#page
    if (start === page.length || page.charCodeAt(start) === GREATER_THAN) {
      this.#addPlain(sign, start)
      return start
    }
    const end = find(page, '>', start)
    if (end < page.length) this.#tree.addComment(page.slice(start, end))
    else this.#addPlain(start, end)
    return end + 1
  }

  #readDeclaration(start: number): number {
    const page = this.#page
    const next = start + 1
    if (page.startsWith('--', next)) {
      // The dashes may be those of the end too.
      const end = find(page, '-->', next)
      if (next + 2 < page.length) this.#tree.addComment(page.slice(next + 2, end))
      return end + 3
    }
    if (page.startsWith('[CDATA[', next)) {
      const end = find(page, ']]>', next + 7)
      if (next + 7 < page.length) this.#tree.addComment(`${page.slice(next, end)}]]`)
      return end + 3
    }
    // `<!>` and `<!->` have not ended yet.
    return this.#readInstruction(start, page.charCodeAt(next) === DASH ? next + 2 : next + 1)
  }

  /** Reads a doctype or an instruction, which ends at the first `>` from a place on. */
  #readInstruction(start: number, from: number): number {
    const page = this.#page
    const end = find(page, '>', from)
    if (end < page.length) this.#tree.addInstruction(page.slice(start, end))
    else this.#addPlain(start + 1, end)
    return end + 1
  }

  #addText(start: number, end: number): void {
    if (start < end) this.#tree.addText(this.#entities.text(start, end))
  }

  /** Adds text in which no entity is decoded. */
  #addPlain(start: number, end: number): void {
    if (start < end) this.#tree.addText(this.#page.slice(start, end))
  }

  /** Adds what htmlparser2 leaves of a tag that is cut off behind a slash, or behind the name of an end tag. */
  #addLastLetter(): void {
    this.#tree.addText(this.#page.slice(-1))
  }
}
