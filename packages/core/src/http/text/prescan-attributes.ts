// One attribute, or the `>` that ends the tag; a value may lack its closing quote only at the end of the text.
const ATTRIBUTE =
  /[\t\n\f\r /]*(?:>|([^\t\n\f\r />][^\t\n\f\r />=]*)(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)(?:"|$)|'([^']*)(?:'|$)|([^\t\n\f\r "'>][^\t\n\f\r >]*)|))?)/y

/** The attributes of a tag, in lower case as the prescan wants them; the first of a repeated name counts. */
export interface TagAttributes {
  readonly attributes: ReadonlyMap<string, string>
  /** Where the text goes on behind the tag. */
  readonly end: number
}

/**
 * Reads the attributes of a tag from behind its name (HTML standard section 13.2.3.2, "get an attribute").
 *
 * `undefined` when the text ends before the tag does.
 */
export function attributesAt(text: string, start: number): TagAttributes | undefined {
  const attributes = new Map<string, string>()
  ATTRIBUTE.lastIndex = start
  for (;;) {
    const match = ATTRIBUTE.exec(text)
    if (!match) return undefined
    const [, name, double, single, bare] = match
    if (name === undefined) return { attributes, end: ATTRIBUTE.lastIndex }
    const key = name.toLowerCase()
    if (!attributes.has(key)) attributes.set(key, (double ?? single ?? bare ?? '').toLowerCase())
  }
}
