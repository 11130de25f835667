// What stands in comments and in other elements of raw text is passed over.
const ELEMENTS = /<!--[\s\S]*?-->|<(script|style|title|textarea)\b([^>]*)>([\s\S]*?)<\/\1\s*>/gi

/** An element whose content is text and no markup. */
export interface RawText {
  /** In lower case. */
  readonly name: string
  /** As they stand in the tag. */
  readonly attributes: string
  readonly text: string
}

/** The scripts, titles and such of a page in their order, found in its text, without a tree. */
export function* rawTexts(html: string): Generator<RawText> {
  for (const [, name, attributes = '', text = ''] of html.matchAll(ELEMENTS)) {
    if (name !== undefined) yield { name: name.toLowerCase(), attributes, text }
  }
}
