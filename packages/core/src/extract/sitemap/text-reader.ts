import { BodyError, type RequestPlace } from '../../errors.ts'
import { LONGEST_TEXT, type SitemapEntry, type SitemapReader } from './entry.ts'

/** Reads a list of URLs, one a line, and of a robots.txt the sitemaps that it names (sitemaps.org, "Text file"). */
export class TextReader implements SitemapReader {
  readonly #place: RequestPlace
  #rest = ''
  #found = 0

  constructor(place: RequestPlace) {
    this.#place = place
  }

  read(text: string): SitemapEntry[] {
    const lines = (this.#rest + text).split(/[\r\n]/)
    this.#rest = lines.pop() ?? ''
    if (this.#rest.length > LONGEST_TEXT)
      throw new BodyError(
        'NOT_A_SITEMAP',
        this.#place,
        `is no sitemap: a line is longer than ${LONGEST_TEXT}`,
      )
    const entries = lines.flatMap(entryOf)
    this.#found += entries.length
    return entries
  }

  end(): SitemapEntry[] {
    const entries = this.read('\n')
    if (this.#found > 0) return entries
    const problem =
      'is no sitemap: it has neither XML, nor a URL a line, nor a line such as "Sitemap: https://…"'
    throw new BodyError('NOT_A_SITEMAP', this.#place, problem)
  }
}

function entryOf(line: string): SitemapEntry[] {
  const [, label, address] = /^(?:(sitemap)\s*:\s*)?(https?:\/\/\S+)/i.exec(line.trim()) ?? []
  return address === undefined ? [] : [{ address, isSitemap: label !== undefined, modified: undefined }]
}
