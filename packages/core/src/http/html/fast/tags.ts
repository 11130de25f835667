const VOID = words(
  'area base basefont br col command embed frame hr img input isindex keygen link meta param source track wbr',
)
const RAW_TEXT = words('script style textarea title xmp')
const FOREIGN = words('math svg')
const HTML_AGAIN = words('annotation-xml desc foreignobject mi mn mo ms mtext title')

/** What an element ends by its beginning, if it would stand in it directly. */
const ENDS = new Map<string, ReadonlySet<string>>()
for (const [begins, ends] of [
  [
    'address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr main',
    'p',
  ],
  ['nav ol p pre section table ul', 'p'],
  ['button datalist input output select textarea', 'button datalist optgroup option select textarea'],
  ['option', 'option'],
  ['optgroup', 'optgroup option'],
  ['li', 'li'],
  ['dd dt', 'dd dt'],
  ['rp rt', 'rp rt'],
  ['tr', 'td th tr'],
  ['td', 'td th thead'],
  ['th', 'th'],
  ['tbody tfoot', 'tbody thead'],
  ['body', 'head script'],
] as const) {
  for (const name of words(begins)) ENDS.set(name, words(ends))
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.split(' '))
}

/** What is to be known of a tag, which all elements of its name on a page share. */
export class Tag {
  /** How many elements of it are open. */
  open = 0
  /** In lower case. */
  readonly name: string
  /** As it is written nearly always. */
  readonly endTag: string
  /** Whether nothing can be in it. */
  readonly isVoid: boolean
  /** Whether all is text until it ends. */
  readonly isRawText: boolean
  /** Whether the rules of SVG and MathML hold in it; `undefined` where that is as around it. */
  readonly foreign: boolean | undefined
  readonly #ends: ReadonlySet<string> | undefined

  constructor(name: string) {
    this.name = name
    this.endTag = `</${name}>`
    this.isVoid = VOID.has(name)
    this.isRawText = RAW_TEXT.has(name)
    this.foreign = FOREIGN.has(name) ? true : HTML_AGAIN.has(name) ? false : undefined
    this.#ends = ENDS.get(name)
  }

  /** Whether its beginning is the end of what it would stand in. */
  ends(outer: Tag | undefined): boolean {
    return outer !== undefined && this.#ends !== undefined && this.#ends.has(outer.name)
  }
}

/** The tags of a page, each name once however it is written. */
export class Tags {
  readonly #written = new Map<string, Tag>()

  named(written: string): Tag {
    const known = this.#written.get(written)
    if (known) return known
    const name = written.toLowerCase()
    const tag = this.#written.get(name) ?? new Tag(name)
    this.#written.set(name, tag).set(written, tag)
    return tag
  }
}

/** Whether the name of an element of raw text begins so. */
export function beginsRawText(written: string): boolean {
  const start = written.toLowerCase()
  return [...RAW_TEXT].some((name) => name.startsWith(start))
}
