import { Parser } from 'htmlparser2'

import { BodyError, type RequestPlace } from '../../errors.ts'
import { LONGEST_TEXT, type SitemapEntry, type SitemapReader } from './entry.ts'
import { lastModified } from './last-modified.ts'

/** What each kind of document calls its entries; some mix up the two kinds of sitemaps. */
const ENTRIES: ReadonlyMap<string, readonly string[]> = new Map([
  ['urlset', ['url', 'sitemap']],
  ['sitemapindex', ['sitemap', 'url']],
  ['rss', ['item']],
  ['feed', ['entry']],
])
const ADDRESSES = new Set(['loc', 'link'])
const DATES = new Set(['lastmod', 'pubdate', 'updated'])

/** No sitemap is nested deeper, with its images, videos and translations. */
const DEEPEST = 32
/** Markup without an end, such as a comment, is kept in memory until it has one; no more of it than this. */
const LONGEST_MARKUP = 1_000_000

/** An entry whose element is open. */
interface OpenEntry {
  readonly depth: number
  readonly isSitemap: boolean
  address: string
  modified: number | undefined
}

/** The element of an address or a date that is open. */
interface OpenField {
  readonly name: string
  text: string
  href: string
  rel: string
}

/**
 * Reads an XML sitemap, an index of sitemaps (sitemaps.org), or a feed (RSS 2.0, Atom): forgiving, and without
 * ever expanding an entity, fetching a definition, or holding more than the entry at hand.
 */
export class XmlReader implements SitemapReader {
  readonly #place: RequestPlace
  readonly #parser: Parser
  #entries: SitemapEntry[] = []
  #depth = 0
  /** What stands before the names of its elements, such as `sm:`; `undefined` before the root. */
  #prefix: string | undefined
  #entryNames: readonly string[] = []
  #entry: OpenEntry | undefined
  #field: OpenField | undefined
  /** Characters since the parser last understood something. */
  #pending = 0

  constructor(place: RequestPlace) {
    this.#place = place
    const handler = {
      onopentagname: (name: string) => this.#open(name),
      onattribute: (name: string, value: string) => this.#attribute(name, value),
      ontext: (text: string) => this.#text(text),
      onclosetag: () => this.#close(),
      onprocessinginstruction: (name: string, text: string) => this.#declaration(name, text),
    }
    this.#parser = new Parser(handler, { xmlMode: true, lowerCaseTags: true })
  }

  read(text: string): SitemapEntry[] {
    this.#pending += text.length
    this.#parser.write(text)
    if (this.#pending > LONGEST_MARKUP) throw this.#hostile('has markup that does not end')
    const entries = this.#entries
    this.#entries = []
    return entries
  }

  end(): SitemapEntry[] {
    if (this.#prefix === undefined) throw this.#notASitemap('it has no element at all')
    if (this.#depth === 0) return this.read('')
    const problem = 'the sitemap ends in the middle: what stands before was taken'
    throw new BodyError('TRUNCATED', this.#place, problem)
  }

  #open(tag: string): void {
    this.#pending = 0
    this.#depth++
    if (this.#depth > DEEPEST) throw this.#hostile(`is nested deeper than ${DEEPEST} elements`)
    const name = this.#nameOf(tag)
    if (this.#entryNames.includes(name)) {
      // One that was never closed ends where the next begins.
      if (this.#entry) this.#finish(this.#entry)
      const isSitemap = name === 'sitemap'
      this.#entry = { depth: this.#depth, isSitemap, address: '', modified: undefined }
    } else if (this.#depth - 1 === this.#entry?.depth && (ADDRESSES.has(name) || DATES.has(name)))
      this.#field = { name, text: '', href: '', rel: 'alternate' }
  }

  /** The name without the prefix of the root; what has another prefix is an extension, as `image:loc` is. */
  #nameOf(tag: string): string {
    if (this.#prefix !== undefined) return tag.startsWith(this.#prefix) ? tag.slice(this.#prefix.length) : ''
    const name = tag.slice(tag.indexOf(':') + 1)
    const entryNames = ENTRIES.get(name)
    if (!entryNames) throw this.#notASitemap(`its root is <${tag.slice(0, 50)}>`)
    this.#entryNames = entryNames
    this.#prefix = tag.slice(0, tag.length - name.length)
    return name
  }

  #attribute(name: string, value: string): void {
    this.#pending = 0
    if (!this.#field) return
    // Atom has its addresses in <link rel="alternate" href="…">.
    if (name === 'href') this.#field.href = value
    if (name === 'rel') this.#field.rel = value
  }

  #text(text: string): void {
    this.#pending = 0
    if (!this.#field) return
    this.#field.text += text
    if (this.#field.text.length > LONGEST_TEXT)
      throw this.#hostile(`has an address longer than ${LONGEST_TEXT} characters`)
  }

  #close(): void {
    this.#pending = 0
    if (this.#field && this.#entry && this.#depth === this.#entry.depth + 1) {
      this.#fill(this.#entry, this.#field)
      this.#field = undefined
    }
    if (this.#entry && this.#depth <= this.#entry.depth) this.#finish(this.#entry)
    this.#depth--
  }

  #fill(entry: OpenEntry, { name, text, href, rel }: OpenField): void {
    if (DATES.has(name)) entry.modified = lastModified(text)
    else if (entry.address === '' && rel === 'alternate') entry.address = (text.trim() || href).trim()
  }

  #finish(entry: OpenEntry): void {
    if (this.#field) this.#fill(entry, this.#field)
    const { address, isSitemap, modified } = entry
    if (address !== '') this.#entries.push({ address, isSitemap, modified })
    this.#entry = undefined
    this.#field = undefined
  }

  /** Nothing in a sitemap needs an entity of its own; those who declare some let them grow without bounds. */
  #declaration(name: string, text: string): void {
    this.#pending = 0
    if (name === '!entity' || (name === '!doctype' && text.includes('[')))
      throw this.#hostile('declares entities of its own')
  }

  #hostile(problem: string): BodyError {
    return new BodyError('HOSTILE_SITEMAP', this.#place, `the sitemap ${problem}, as only an attack does`)
  }

  #notASitemap(problem: string): BodyError {
    const wanted = 'a sitemap begins with <urlset>, <sitemapindex>, <rss> or <feed>'
    return new BodyError('NOT_A_SITEMAP', this.#place, `is no sitemap: ${problem}; ${wanted}`)
  }
}
