import { BodyError, type RequestPlace } from '../../errors.ts'
import { ByteReader } from '../../http/decoding/byte-reader.ts'
import { decodeStream, type DecodeLimits } from '../../http/decoding/decoding.ts'
import { parseContentType } from '../../http/fields/content-type.ts'
import { sniffCharset } from '../../http/text/charset.ts'
import type { SitemapEntry, SitemapReader } from './entry.ts'
import { TextReader } from './text-reader.ts'
import { XmlReader } from './xml-reader.ts'

/** A sitemap on its way in. */
export interface SitemapSource {
  readonly bytes: AsyncIterable<Uint8Array>
  readonly contentType: string | null
  /** Where it comes from, for errors. */
  readonly place: RequestPlace
  readonly limits: DecodeLimits
}

/**
 * The entries of a sitemap as it arrives, a batch for each piece, some empty: XML or plain text, an index, a feed or
 * a robots.txt, gzipped or not, whatever its name and header say. It is never in memory as a whole.
 *
 * @throws {BodyError} `NOT_A_SITEMAP`, `HOSTILE_SITEMAP`, `BODY_TOO_LARGE`, and `TRUNCATED` after what could be read.
 */
export async function* readSitemap(source: SitemapSource): AsyncGenerator<SitemapEntry[]> {
  const { bytes, contentType, place, limits } = source
  // What is not gzipped passes through as it is.
  const decoded = decodeStream(bytes, 'gzip', limits, place)
  let reader: SitemapReader | undefined
  for await (const text of textOf(decoded, contentType)) {
    reader ??= readerFor(text, place)
    yield reader?.read(text) ?? []
  }
  if (decoded.flags.includes('truncated-encoding') || decoded.flags.includes('bad-crc'))
    throw new BodyError(
      'TRUNCATED',
      place,
      'the sitemap was cut off or damaged: what stands before was taken',
    )
  yield (reader ?? new TextReader(place)).end()
}

/** The reader for a text that begins like this; none for mere blanks. */
function readerFor(text: string, place: RequestPlace): SitemapReader | undefined {
  const start = text.trimStart()
  if (start === '') return undefined
  return start.startsWith('<') ? new XmlReader(place) : new TextReader(place)
}

/** Text in the encoding that byte order mark, header or XML declaration name, else UTF-8. */
async function* textOf(bytes: AsyncIterable<Uint8Array>, contentType: string | null): AsyncGenerator<string> {
  const reader = new ByteReader(bytes)
  const charset = parseContentType(contentType)?.parameters.get('charset')
  const type = charset === undefined ? 'text/xml' : `text/xml; charset=${charset}`
  const encoding = sniffCharset(await reader.peek(1_024), { contentType: type, fallback: 'utf-8' })
  const decoder = new TextDecoder(encoding)
  for await (const piece of reader.rest()) yield decoder.decode(piece, { stream: true })
  yield decoder.decode()
}
