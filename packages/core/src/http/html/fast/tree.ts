import { Comment, Document, Element, ProcessingInstruction, Text, type ChildNode } from 'domhandler'

import { append } from '../append.ts'
import { Attributes } from '../attributes.ts'
import { DEEPEST } from '../depth.ts'
import type { ParentNode } from '../nodes.ts'
import type { Tag } from './tags.ts'

/** The tree of a page as it grows, by the rules of htmlparser2, which are fewer than those of browsers. */
export class Tree {
  readonly document = new Document([])
  /** What is open in the page; in the tree no more than nest in it at most. */
  readonly #open: Tag[] = []
  /** For each that changes it: whether the rules of SVG and MathML hold within. */
  readonly #foreign: boolean[] = []
  #parent: ParentNode = this.document
  #depth = 0
  /** The last child of the parent. */
  #last: ChildNode | null = null

  /** What was opened last. */
  get current(): Tag | undefined {
    return this.#open.at(-1)
  }

  /** Opens a tag, of which the attributes are still to come, and closes what it ends. */
  open(tag: Tag): void {
    while (tag.ends(this.current)) this.#closeLast()
    if (tag.isVoid) return
    this.#open.push(tag)
    tag.open++
    if (tag.foreign !== undefined) this.#foreign.push(tag.foreign)
  }

  /** Adds the element of the tag that has been opened. */
  addElement(tag: Tag, attributes: Attributes, closesItself: boolean): void {
    // Too deep, it stands beside the last one.
    if (this.#depth === DEEPEST) this.#leave()
    const element = new Element(tag.name, attributes)
    this.#append(element)
    this.#parent = element
    this.#last = null
    this.#depth++
    if (tag.isVoid) this.#leaveClosed()
    else if (closesItself && this.#foreign.at(-1)) this.#closeLast()
  }

  /** Closes a tag with all that is open in it. `</p>` and `</br>` are elements where there is none to close. */
  close(tag: Tag): void {
    if (tag.foreign !== undefined) this.#foreign.pop()
    if (tag.open === 0 && (tag.name === 'p' || tag.name === 'br')) {
      this.open(tag)
      this.addElement(tag, new Attributes(), false)
    }
    while (tag.open > 0 && this.#closeLast() !== tag);
  }

  addText(text: string): void {
    const last = this.#last
    if (last instanceof Text) last.data += text
    else this.#append(new Text(text))
  }

  addComment(text: string): void {
    this.#append(new Comment(text))
  }

  /** Adds a doctype or an instruction, as it stands between `<` and `>`. */
  addInstruction(text: string): void {
    const [name = ''] = text.split(/[\s/]/, 1)
    this.#append(new ProcessingInstruction(name.toLowerCase(), text))
  }

  #append(node: ChildNode): void {
    append(this.#parent, node, this.#last)
    this.#last = node
  }

  #closeLast(): Tag | undefined {
    const tag = this.#open.pop()
    if (tag) tag.open--
    this.#leaveClosed()
    return tag
  }

  /** Leaves the parent if it is no longer open. */
  #leaveClosed(): void {
    if (this.#depth > this.#open.length) this.#leave()
  }

  #leave(): void {
    const left = this.#parent
    this.#last = left
    this.#parent = left.parent ?? this.document
    this.#depth--
  }
}
