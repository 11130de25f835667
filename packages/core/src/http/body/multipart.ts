import { randomBytes } from 'node:crypto'

import { DefinitionError } from '../../errors.ts'
import type { Body } from '../request.ts'
import { crlf } from '../text/lines.ts'
import { factoryBody } from './body.ts'

/** One part of a multipart form: a text, or a file. */
export interface Part {
  readonly name: string
  readonly data: string | Body
  readonly filename?: string | undefined
  /** Default for files: what the data brings, else `application/octet-stream`. */
  readonly type?: string | undefined
}

/** What else can be said about a multipart form. */
export interface MultipartOptions {
  /** Default false. */
  readonly sensitive?: boolean
  /** Writes names and texts in another charset than UTF-8, as old forms want it. */
  readonly encode?: (text: string) => Uint8Array
}

/**
 * A multipart/form-data body, encoded as browsers do (HTML standard, RFC 7578).
 *
 * The boundary is random (128 bits), made once, so the same body has the same bytes whenever it is sent.
 * Its length is known if the length of every part is.
 *
 * @throws {DefinitionError} for a content type that would break out of its header line.
 */
export function multipartBody(parts: readonly Part[], options: MultipartOptions = {}): Body {
  const { sensitive = false, encode = utf8 } = options
  const boundary = `----latchkey${randomBytes(16).toString('hex')}`
  const sections = parts.map((part) => sectionOf(part, boundary, encode))
  const end = Buffer.from(`--${boundary}--\r\n`)
  return {
    ...factoryBody(() => written(sections, end), {
      type: `multipart/form-data; boundary=${boundary}`,
      length: sections.reduce<number | undefined>((sum, section) => add(sum, section.length), end.byteLength),
    }),
    replayable: sections.every(({ body }) => body === undefined || body.replayable),
    sensitive: sensitive || sections.some(({ body }) => body?.sensitive),
  }
}

/** A part as it is written: its head, which holds a text part whole, and the file's body. */
interface Section {
  readonly head: Uint8Array
  readonly body: Body | undefined
  readonly length: number | undefined
}

const LINE_BREAK = Buffer.from('\r\n')

function sectionOf(part: Part, boundary: string, encode: (text: string) => Uint8Array): Section {
  let head = `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(crlf(part.name))}"`
  if (typeof part.data === 'string' && part.filename === undefined) {
    if (part.type) head += `\r\nContent-Type: ${checkedType(part.type)}`
    const bytes = encode(`${head}\r\n\r\n${crlf(part.data)}\r\n`)
    return { head: bytes, body: undefined, length: bytes.byteLength }
  }
  const body = typeof part.data === 'string' ? fileOf(part.data) : part.data
  const type = checkedType(part.type ?? body.type ?? 'application/octet-stream')
  head += `; filename="${escaped(part.filename ?? 'blob')}"\r\nContent-Type: ${type}\r\n\r\n`
  const bytes = encode(head)
  return { head: bytes, body, length: add(body.length, bytes.byteLength + LINE_BREAK.byteLength) }
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text)
}

function fileOf(text: string): Body {
  const bytes = utf8(text)
  return factoryBody(() => bytes, { type: 'text/plain', length: bytes.byteLength })
}

async function* written(sections: readonly Section[], end: Uint8Array): AsyncGenerator<Uint8Array> {
  for (const { head, body } of sections) {
    yield head
    if (!body) continue
    const source = body.open()
    if (source instanceof Uint8Array) yield source
    else yield* source
    yield LINE_BREAK
  }
  yield end
}

function add(sum: number | undefined, length: number | undefined): number | undefined {
  return sum === undefined || length === undefined ? undefined : sum + length
}

/** What would end a quoted name (HTML standard, multipart/form-data encoding algorithm). */
function escaped(name: string): string {
  return name.replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22')
}

function checkedType(type: string): string {
  if (/^[\x20-\x7e]+$/.test(type)) return type
  throw new DefinitionError(
    'a part has a content type with control or non-ASCII characters: write it as type/subtype',
  )
}
