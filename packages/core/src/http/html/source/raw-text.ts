// What stands in comments and in other elements of raw text is passed over.
const START = /<(?:!--|(script|style|title|textarea)(?=[\t\n\f\r />]))/gi
const END = /<\/(script|style|title|textarea)(?=[\t\n\f\r />])/gi

/** An element whose content is text and no markup. */
export interface RawText {
  /** In lower case. */
  readonly name: string
  /** As they stand in the tag. */
  readonly attributes: string
  readonly text: string
}

/**
 * The scripts, titles and such of a page in their order, found in its text, without a tree.
 *
 * Nothing is looked at twice, however hostile the page: what has no end goes on to the end of the page.
 */
export function* rawTexts(html: string): Generator<RawText> {
  for (let position = 0; ;) {
    START.lastIndex = position
    const start = START.exec(html)
    if (!start) return
    const [, name] = start
    if (name === undefined) {
      // The dashes may serve twice, as in `<!-->`.
      const end = html.indexOf('-->', start.index + 2)
      if (end < 0) return
      position = end
    } else {
      const tagEnd = html.indexOf('>', START.lastIndex)
      if (tagEnd < 0) return
      const attributes = html.slice(START.lastIndex, tagEnd)
      position = endOf(name.toLowerCase(), html, tagEnd + 1)
      yield { name: name.toLowerCase(), attributes, text: html.slice(tagEnd + 1, position) }
    }
  }
}

/** Where the text of an element ends. */
function endOf(name: string, html: string, start: number): number {
  END.lastIndex = start
  for (let end = END.exec(html); end; end = END.exec(html)) {
    if (end[1]?.toLowerCase() === name) return end.index
  }
  return html.length
}
