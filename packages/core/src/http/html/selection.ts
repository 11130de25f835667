import { load, type Cheerio } from 'cheerio/slim'

import type { AnyNode, Document, ParentNode, Settings } from './nodes.ts'
import { parseContent, renderNodes } from './parser.ts'
import { query, type SelectionClass } from './query.ts'
import { searchMethods } from './select/search-methods.ts'

// cheerio exports its class as a type only; it is the one above the class that each document gets.
const CheerioClass: SelectionClass = Object.getPrototypeOf(load('').fn).constructor

/** cheerio's selection as one class for all pages: cheerio makes one for each, so V8 never gets to know it. */
export class Selection<T> extends CheerioClass<T> {
  declare _root: Cheerio<Document>

  /** Without a root it is the root of its page. */
  constructor(nodes: ArrayLike<T> | undefined, root: Cheerio<AnyNode> | null, settings: Settings) {
    super(nodes, root, settings)
    if (!root) Object.assign(this, { _root: this })
  }

  override _make<U>(selector: ArrayLike<U> | U | string, context?: unknown): Cheerio<U> {
    const made: Cheerio<unknown> = query(this._root, selector, context)
    made.prevObject = this
    // What it holds follows from what it was given, as cheerio's own types have it.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return made as Cheerio<U>
  }

  override _parse(
    content: string | Buffer | AnyNode | AnyNode[],
    settings: Settings,
    isDocument: boolean,
    context: ParentNode | null,
  ): Document {
    return parseContent(content, settings, isDocument, context)
  }

  override _render(nodes: AnyNode | ArrayLike<AnyNode>): string {
    return renderNodes(nodes, this.options)
  }
}

Object.assign(Selection.prototype, searchMethods(CheerioClass.prototype))
