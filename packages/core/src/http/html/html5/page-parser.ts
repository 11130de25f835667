import { html, Parser, type Token } from 'parse5'

import { DEEPEST } from '../depth.ts'
import type { TreeMap } from '../nodes.ts'

const TAG = html.TAG_ID
type TagId = (typeof TAG)[keyof typeof TAG]

/** What the parser's state hangs on: it must not end before its time. */
const FIXED: ReadonlySet<TagId | undefined> = new Set([
  TAG.HTML,
  TAG.HEAD,
  TAG.BODY,
  TAG.TABLE,
  TAG.CAPTION,
  TAG.COLGROUP,
  TAG.TBODY,
  TAG.THEAD,
  TAG.TFOOT,
  TAG.TR,
  TAG.TD,
  TAG.TH,
  TAG.TEMPLATE,
  TAG.SELECT,
  TAG.FRAMESET,
])

/** Those of them that nest in themselves. */
const NESTING: ReadonlySet<TagId> = new Set([TAG.TABLE, TAG.TEMPLATE, TAG.FRAMESET])

/** parse5's parser, with a bound to the depth of the tree. */
export class PageParser extends Parser<TreeMap> {
  override onStartTag(token: Token.TagToken): void {
    const { openElements } = this
    while (openElements.stackTop >= DEEPEST && !FIXED.has(openElements.currentTagId)) this.#endCurrent()
    if (openElements.stackTop >= DEEPEST && NESTING.has(token.tagID)) return
    super.onStartTag(token)
  }

  #endCurrent(): void {
    const { openElements, activeFormattingElements } = this
    for (const entry of activeFormattingElements.entries) {
      if (!('element' in entry) || entry.element !== openElements.current) continue
      // Else it would be opened again at once.
      activeFormattingElements.removeEntry(entry)
      break
    }
    openElements.pop()
  }
}
