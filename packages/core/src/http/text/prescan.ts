import { encodingOf } from './encoding.ts'
import { attributesAt } from './prescan-attributes.ts'

/**
 * The encoding that an HTML page names in a meta element or an XML declaration within its first 1024 bytes
 * (HTML standard section 13.2.3.2, "prescan a byte stream to determine its encoding").
 */
export function prescanHtml(bytes: Uint8Array): string | undefined {
  const text = startOf(bytes)
  return markedEncoding(text) ?? metaEncoding(text) ?? declaredEncoding(text)
}

/** The encoding that an XML document names in its declaration (XML 1.0 section 4.3.3). */
export function prescanXml(bytes: Uint8Array): string | undefined {
  const text = startOf(bytes)
  return markedEncoding(text) ?? declaredEncoding(text)
}

function startOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024)).toString('latin1')
}

/** UTF-16 shows by how an XML declaration begins in it. */
function markedEncoding(text: string): string | undefined {
  if (text.startsWith('<\0?\0x\0')) return 'utf-16le'
  return text.startsWith('\0<\0?\0x') ? 'utf-16be' : undefined
}

const DECLARATION = /^<\?xml[^>]*?encoding[\0- ]*=[\0- ]*(?:"([^">]*)"|'([^'>]*)')/

function declaredEncoding(text: string): string | undefined {
  const match = DECLARATION.exec(text)
  return match ? readableEncoding(match[1] ?? match[2] ?? '') : undefined
}

// Where the prescan looks closer: a comment, a meta element, another tag, other markup up to its `>`.
const MARKUP = /<!--|<meta(?=[\t\n\f\r /])|<\/?[a-z][^\t\n\f\r >]*|<[!/?][^>]*>/gi

function metaEncoding(text: string): string | undefined {
  for (let position = 0; ;) {
    MARKUP.lastIndex = position
    const match = MARKUP.exec(text)
    if (!match) return undefined
    const [markup] = match
    position = match.index + markup.length
    if (markup === '<!--') {
      // The dashes may serve twice, as in `<!-->`.
      position = text.indexOf('-->', match.index + 2)
      if (position < 0) return undefined
    } else if (/^<\/?[a-z]/i.test(markup)) {
      const tag = attributesAt(text, position)
      if (!tag) return undefined
      position = tag.end
      const encoding = /^<meta$/i.test(markup) ? namedEncoding(tag.attributes) : undefined
      if (encoding) return encoding
    }
  }
}

// "Extract a character encoding from a meta element": an opening quote without its partner gives nothing.
const CONTENT = /charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^"'\t\n\f\r ;][^\t\n\f\r ;]*))/i

/** What the attributes of one meta element say: `charset`, or `content` if it is a Content-Type. */
function namedEncoding(attributes: ReadonlyMap<string, string>): string | undefined {
  const charset = attributes.get('charset')
  const content = CONTENT.exec(attributes.get('content') ?? '')
  const label = content?.[1] ?? content?.[2] ?? content?.[3]
  if (charset !== undefined) return readableEncoding(charset)
  const isContentType = attributes.get('http-equiv') === 'content-type'
  return isContentType && label !== undefined ? readableEncoding(label) : undefined
}

/** An encoding as ASCII bytes can name it: that they could be read proves that they are no UTF-16. */
function readableEncoding(label: string): string | undefined {
  const encoding = encodingOf(label)
  if (encoding?.startsWith('utf-16')) return 'utf-8'
  return encoding === 'x-user-defined' ? 'windows-1252' : encoding
}
