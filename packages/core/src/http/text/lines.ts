import { encodingOf } from './encoding.ts'

const LINE_END = /\r\n|\n|\r/

/** The lines of a text without their ends, which are `\n`, `\r\n` or `\r`; a last end opens no further line. */
export function splitLines(text: string): string[] {
  const lines = text.split(LINE_END)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** A text whose lines end in `\r\n`, as every browser sends those of forms. */
export function crlf(text: string): string {
  return text.replaceAll(/\r\n|\r|\n/g, '\r\n')
}

/**
 * The lines of a text as it arrives, the same as `splitLines` finds in the whole,
 * whatever the pieces cut apart: a `\r\n`, a character of several bytes, a byte order mark.
 *
 * @param charset a label of the Encoding standard, for bytes; UTF-8 when unknown.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array | string>,
  charset = 'utf-8',
): AsyncGenerator<string> {
  // One of its own, since it keeps half a character between two pieces.
  const decoder = new TextDecoder(encodingOf(charset))
  let open: string[] = []
  let afterReturn = false
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
    if (text === '') continue
    const [rest = '', ...lines] = (afterReturn && text.startsWith('\n') ? text.slice(1) : text).split(
      LINE_END,
    )
    afterReturn = text.endsWith('\r')
    open.push(rest)
    for (const line of lines) {
      yield open.join('')
      open = [line]
    }
  }
  const last = open.join('') + decoder.decode()
  if (last !== '') yield last
}
