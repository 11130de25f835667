import { isUtf8 } from 'node:buffer'

import { parseContentType } from '../fields/content-type.ts'
import { encodingOf } from './encoding.ts'
import { prescanHtml, prescanXml } from './prescan.ts'

/** What else is known about the charset of a body. Labels are those of the Encoding standard; unknown ones do not count. */
export interface CharsetOptions {
  /** The Content-Type header. */
  readonly contentType?: string | null | undefined
  /** Beats whatever the body and its header say. */
  readonly override?: string | undefined
  /** For a body that names no charset and is not UTF-8. Default `windows-1252`. */
  readonly fallback?: string | undefined
}

/**
 * The encoding of a text, found as browsers find it (HTML standard section 13.2.3.1):
 * override, byte order mark, Content-Type header, meta element or XML declaration,
 * then UTF-8 if the bytes are that, the fallback, and windows-1252.
 */
export function sniffCharset(bytes: Uint8Array, options: CharsetOptions = {}): string {
  const { type, encoding } = told(options.contentType ?? '')
  return (
    known(options.override) ??
    markOf(bytes) ??
    encoding ??
    prescan(bytes, type) ??
    (isUtf8(bytes) ? 'utf-8' : known(options.fallback)) ??
    'windows-1252'
  )
}

/** What a Content-Type header says about a text. */
interface Told {
  readonly type: string | undefined
  readonly encoding: string | undefined
}

// The pages of a site mostly come with the same header.
let last: { readonly header: string; readonly told: Told } | undefined

function told(header: string): Told {
  if (last?.header !== header) {
    const contentType = parseContentType(header)
    const encoding = known(contentType?.parameters.get('charset'))
    last = { header, told: { type: contentType?.type, encoding } }
  }
  return last.told
}

function known(label: string | undefined): string | undefined {
  return label === undefined ? undefined : encodingOf(label)
}

/** The encoding that a byte order mark shows (Encoding standard section 6, "BOM sniff"). */
function markOf(bytes: Uint8Array): string | undefined {
  const [first, second, third] = bytes
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return first === 0xff && second === 0xfe ? 'utf-16le' : undefined
}

// A type that says nothing is read as what most pages are.
const HTML = new Set([
  undefined,
  'text/html',
  'application/octet-stream',
  'unknown/unknown',
  'application/unknown',
])

function prescan(bytes: Uint8Array, type: string | undefined): string | undefined {
  if (HTML.has(type)) return prescanHtml(bytes)
  if (type === 'application/xhtml+xml') return prescanXml(bytes) ?? prescanHtml(bytes)
  const isXml = type === 'text/xml' || type === 'application/xml' || type?.endsWith('+xml')
  return isXml ? prescanXml(bytes) : undefined
}
