import { Headers } from '../../http/headers.ts'
import type { Hop } from '../../http/hop.ts'
import type { Response } from '../../http/response.ts'
import type { KnownSecrets } from './known-secrets.ts'

/** What stands in the place of a secret. */
const REDACTED = '[secret]'

/**
 * A response without secrets.
 *
 * Headers that are credentials lose their values; cookies theirs, but not their names and attributes. In all other headers,
 * in URLs and in the body the values that are known are replaced, however they are spelled there.
 */
export function withoutSecrets(response: Response, secrets: KnownSecrets): Response {
  secrets.received(response)
  const redaction = new Redaction(secrets.headerNames, secrets.spellings())
  return response.with({
    url: redaction.url(response.url),
    requestUrl: redaction.url(response.requestUrl),
    headers: redaction.headers(response.headers),
    history: response.history.map((hop): Hop => ({
      ...hop,
      url: redaction.url(hop.url),
      headers: redaction.headers(hop.headers),
    })),
    body: redaction.bytes(response.body),
  })
}

/** Takes secrets out, by the names of headers and by the texts that are secret. */
class Redaction {
  readonly #headerNames: ReadonlySet<string>
  readonly #texts: readonly string[]

  constructor(headerNames: ReadonlySet<string>, texts: readonly string[]) {
    this.#headerNames = headerNames
    this.#texts = texts
  }

  url(url: URL): URL {
    const clean = this.text(url.href)
    return clean === url.href ? url : (URL.parse(clean) ?? new URL(url.origin))
  }

  headers(headers: Headers): Headers {
    return new Headers(
      Array.from(headers, ([name, value]): [string, string] => {
        const lowerCase = name.toLowerCase()
        if (lowerCase === 'set-cookie') return [name, withoutValue(value)]
        return [name, this.#headerNames.has(lowerCase) ? REDACTED : this.text(value)]
      }),
    )
  }

  text(text: string): string {
    return replaceAll(text, this.#texts)
  }

  /** Nearly all bodies hold no secret, and stay what they are. */
  bytes(bytes: Uint8Array): Uint8Array {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    // Of the charsets of the web only UTF-16 has zeros.
    const encodings = buffer.includes(0) ? [utf8, utf16le, utf16be] : [utf8]
    return encodings.reduce((clean, encode) => this.#replaceBytes(clean, encode), buffer)
  }

  #replaceBytes(buffer: Buffer, encode: (text: string) => Buffer): Buffer {
    const found = this.#texts.map(encode).filter((secret) => buffer.includes(secret))
    if (found.length === 0) return buffer
    // As Latin-1 each byte is one character, whatever the charset of the page.
    const texts = found.map((secret) => secret.toString('latin1'))
    const redacted = encode(REDACTED).toString('latin1')
    return Buffer.from(replaceAll(buffer.toString('latin1'), texts, redacted), 'latin1')
  }
}

const utf8 = (text: string) => Buffer.from(text)
const utf16le = (text: string) => Buffer.from(text, 'utf16le')
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16()

function replaceAll(text: string, secrets: readonly string[], redacted = REDACTED): string {
  return secrets.reduce((clean, secret) => clean.replaceAll(secret, redacted), text)
}

/** A line of Set-Cookie with all but the value; a cookie without a name is nothing else. */
function withoutValue(line: string): string {
  const [, name = '', attributes = ''] = /^([^=;]*=)?[^;]*(.*)$/s.exec(line) ?? []
  return `${name}${REDACTED}${attributes}`
}
