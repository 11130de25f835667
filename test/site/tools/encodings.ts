import type { Routes } from '../server/router.ts'

/** A text page in some encoding, and how it says so. */
export interface EncodedPage {
  /** What `#text` holds once decoded as a browser does. */
  readonly text: string
  /** The encoding of its bytes, by the name that `TextDecoder` knows. */
  readonly charset: string
  /** What the Content-Type header says. */
  readonly header?: string
  /** What a meta element says. */
  readonly meta?: string
  readonly byteOrderMark?: boolean
}

const latin = 'Café “naïve” – 5 €'
const greeting = 'Café, 日本語, Привет – 5 €'

/** The pages `/encoding/<name>`. */
export const encodedPages: Readonly<Record<string, EncodedPage>> = {
  'utf-8': { text: greeting, charset: 'utf-8' },
  'utf-8-header': { text: greeting, charset: 'utf-8', header: 'UTF-8' },
  'utf-8-meta': { text: greeting, charset: 'utf-8', meta: 'utf-8' },
  'utf-8-bom': { text: greeting, charset: 'utf-8', header: 'windows-1252', byteOrderMark: true },
  'utf-16le': { text: greeting, charset: 'utf-16le', byteOrderMark: true },
  'utf-16be': { text: greeting, charset: 'utf-16be', byteOrderMark: true },
  'windows-1252': { text: latin, charset: 'windows-1252', meta: 'windows-1252' },
  'iso-8859-1': { text: latin, charset: 'windows-1252', header: 'ISO-8859-1' },
  'windows-1251': { text: 'Привет, мир', charset: 'windows-1251', meta: 'windows-1251' },
  'koi8-r': { text: 'Привет, мир', charset: 'koi8-r', header: 'koi8-r' },
  shift_jis: { text: '日本語のページ', charset: 'shift_jis', meta: 'Shift_JIS' },
  'euc-jp': { text: '日本語のページ', charset: 'euc-jp', header: 'EUC-JP' },
  'euc-kr': { text: '한국어 페이지', charset: 'euc-kr', meta: 'euc-kr' },
  gbk: { text: '中文网页', charset: 'gbk', meta: 'gb2312' },
  big5: { text: '中文網頁', charset: 'big5', meta: 'big5' },
  'header-over-meta': { text: greeting, charset: 'utf-8', header: 'utf-8', meta: 'windows-1252' },
}

/** Small pages in the encodings of the web. */
export function encodingRoutes(): Routes {
  return {
    '/encoding/:name'(request, reply) {
      const page = encodedPages[request.params['name']!]
      if (!page) return reply.notFound()
      const type = page.header ? `text/html; charset=${page.header}` : 'text/html'
      reply.send(200, { 'content-type': type }, encode(document(page), page.charset))
    },
  }
}

function document({ text, meta, byteOrderMark }: EncodedPage): string {
  return `${byteOrderMark ? '\u{feff}' : ''}<!doctype html>
<html><head>${meta ? `<meta charset="${meta}">` : ''}<title>Encoding</title></head>
<body><p id="text">${text}</p></body></html>
`
}

function encode(text: string, charset: string): Buffer {
  if (charset === 'utf-8') return Buffer.from(text)
  if (charset === 'utf-16le') return Buffer.from(text, 'utf16le')
  if (charset === 'utf-16be') return Buffer.from(text, 'utf16le').swap16()
  const table = legacyTable(charset)
  return Buffer.concat(Array.from(text, (character) => table.get(character) ?? Buffer.from('?')))
}

const tables = new Map<string, ReadonlyMap<string, Buffer>>()

/** The platform decodes legacy encodings but does not encode them, so we turn its decoder round. */
function legacyTable(charset: string): ReadonlyMap<string, Buffer> {
  const known = tables.get(charset)
  if (known) return known
  const decoder = new TextDecoder(charset)
  const table = new Map<string, Buffer>()
  const learn = (...bytes: number[]) => {
    const text = decoder.decode(Uint8Array.from(bytes))
    if (text.length === 1 && text !== '\u{fffd}' && !table.has(text)) table.set(text, Buffer.from(bytes))
  }
  for (let first = 0; first < 256; first += 1) learn(first)
  for (let first = 128; first < 256; first += 1) {
    for (let second = 64; second < 256; second += 1) learn(first, second)
  }
  tables.set(charset, table)
  return table
}
