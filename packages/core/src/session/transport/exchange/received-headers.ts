import { Headers } from '../../../http/headers.ts'
import { hasControl } from '../../cookies/set-cookie.ts'

// Nearly all values are, which is cheaper to see than to bring about.
const CLEAN = /^[!-~](?:[ -~]*[!-~])?$/
// oxlint-disable-next-line no-control-regex
const UNSENDABLE = /[^\t\x20-\x7e\x80-\xff]/g
// The lookbehind has those at the end tried where they begin only: else long runs within would take quadratic time.
const OUTER_BLANKS = /^[ \t]+|(?<![ \t])[ \t]+$/g

/**
 * The header lines of a response as they came.
 *
 * What cannot stand in a value becomes a space (RFC 9110 section 5.5); a cookie with a control character is left out
 * (RFC 6265bis section 5.6).
 */
export function receivedHeaders(lines: Iterable<[name: string, value: string]>): Headers {
  const sound: [name: string, value: string][] = []
  for (const line of lines) {
    const [name, value] = line
    if (CLEAN.test(value)) sound.push(line)
    else if (!hasControl(value) || name.toLowerCase() !== 'set-cookie') sound.push([name, cleaned(value)])
  }
  return Headers.of(sound)
}

function cleaned(value: string): string {
  return value.replace(UNSENDABLE, ' ').replace(OUTER_BLANKS, '')
}

/** The header lines as undici gives them: bytes in turn from HTTP/1.1, an object from HTTP/2. */
export function rawLines(raw: unknown): [name: string, value: string][] {
  const lines: [string, string][] = []
  if (Array.isArray(raw)) {
    for (let index = 0; index + 1 < raw.length; index += 2)
      lines.push([latin1(raw[index]), latin1(raw[index + 1])])
    return lines
  }
  for (const [name, value] of Object.entries(raw ?? {})) {
    if (name.startsWith(':')) continue
    for (const single of Array.isArray(value) ? value : [value]) lines.push([name, String(single)])
  }
  return lines
}

function latin1(text: unknown): string {
  return Buffer.isBuffer(text) ? text.toString('latin1') : String(text)
}
