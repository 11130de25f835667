import { TOKEN } from '../../../http/fields/token.ts'
import { receivedHeaders } from '../exchange/received-headers.ts'
import type { Head } from '../exchange/received-response.ts'
import { Failure } from '../failure.ts'
import type { LineReader } from './line-reader.ts'

/** The head of a response that came over a connection of its own. */
export type ReadHead = Omit<Head, 'socketReused'>

const STATUS_LINE = /^(?:HTTP\/(\d)(?:\.(\d))?|ICY)\s+([1-9]\d\d)(?!\d)(.*)$/i
const BLANK_LINES = 8

/**
 * Reads a response's head as browsers do where it breaks the rules of RFC 9112: bare line feeds, folded lines, spaces
 * before a colon, lines that are no header (left out), a status line without a reason or with odd spaces.
 *
 * Interim responses (1xx) are passed over. `limit` is in bytes, for the whole head.
 */
export async function readHead(reader: LineReader, limit: number): Promise<ReadHead> {
  const budget = { left: limit }
  for (;;) {
    const head = await readOne(reader, budget)
    if (head.status >= 200) return head
  }
}

async function readOne(reader: LineReader, budget: Budget): Promise<ReadHead> {
  let line = ''
  for (let blank = 0; line === '' && blank < BLANK_LINES; blank++) line = await nextLine(reader, budget)
  const [, major, minor, status, statusText = ''] = STATUS_LINE.exec(line.trim()) ?? []
  if (!status) throw new Failure('MALFORMED', 'the response does not begin with an HTTP status line')
  const lines: string[] = []
  for (line = await nextLine(reader, budget); line !== ''; line = await nextLine(reader, budget)) {
    // A folded line goes on with the one before (RFC 9112 section 5.2).
    if (/^[ \t]/.test(line)) lines.push(`${lines.pop() ?? ''} ${line.trim()}`)
    else lines.push(line)
  }
  const headers = receivedHeaders(lines.map(splitLine).filter(([name]) => TOKEN.test(name)))
  const httpVersion = major === '1' && minor !== '0' ? '1.1' : '1.0'
  return { status: Number(status), statusText: statusText.trim(), httpVersion, headers }
}

interface Budget {
  left: number
}

async function nextLine(reader: LineReader, budget: Budget): Promise<string> {
  const line = await reader.line(budget.left)
  if (line === null)
    throw new Failure('HEADERS_TOO_LARGE', "the response's headers are larger than `maxHeaderSize`")
  if (line === undefined)
    throw new Failure('ECONNRESET', 'the server closed the connection within the headers of the response')
  budget.left -= line.length + 1
  return line
}

function splitLine(line: string): [name: string, value: string] {
  const colon = line.indexOf(':')
  return colon < 0 ? ['', ''] : [line.slice(0, colon).trimEnd(), line.slice(colon + 1)]
}
