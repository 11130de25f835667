import { DefinitionError } from '../../errors.ts'
import { codeOf } from '../../thrown.ts'
import { Failure } from './failure.ts'

const REFUSED = 'the connection was refused: is the server running on that port?'
const BROKEN = 'the server closed the connection before it answered'
const UNREACHABLE = 'the host cannot be reached: check the network, or whether it has an address of that kind'
const TOO_MANY_FILES =
  'this process has too many files and sockets open: lower `connections`, or raise `ulimit -n`'
const NO_HTTP2 = 'the server offers HTTP/2 and then refuses to speak it: open the session with `http2: false`'
const MALFORMED = 'the response breaks the rules of HTTP'

const PROBLEMS: Readonly<Record<string, readonly [code: string, problem: string]>> = {
  ECONNREFUSED: ['ECONNREFUSED', REFUSED],
  ECONNRESET: ['ECONNRESET', BROKEN],
  EPIPE: ['ECONNRESET', BROKEN],
  UND_ERR_SOCKET: ['ECONNRESET', BROKEN],
  EHOSTUNREACH: ['EHOSTUNREACH', UNREACHABLE],
  ENETUNREACH: ['ENETUNREACH', UNREACHABLE],
  EADDRNOTAVAIL: ['EADDRNOTAVAIL', UNREACHABLE],
  EMFILE: ['EMFILE', TOO_MANY_FILES],
  ENFILE: ['ENFILE', TOO_MANY_FILES],
  UND_ERR_HEADERS_OVERFLOW: ['HEADERS_TOO_LARGE', "the response's headers are larger than `maxHeaderSize`"],
  UND_ERR_DESTROYED: ['CLOSED', 'the session was closed while the request was running'],
  UND_ERR_CLOSED: ['CLOSED', 'the session was closed while the request was running'],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['MALFORMED', MALFORMED],
}

/** The failure behind an error of undici or Node; one that is already ours is kept. */
export function explain(error: unknown): Error {
  if (!(error instanceof Error)) return new Failure('NETWORK', String(error))
  if (error instanceof Failure || error instanceof DefinitionError) return error
  const code = firstCode(error)
  const cause = { cause: error }
  if (code === 'UND_ERR_SOCKET' && error.message.startsWith('bad ')) {
    return new Failure('MALFORMED', `${MALFORMED} (${error.message})`, cause)
  }
  const known = PROBLEMS[code]
  if (known) return new Failure(...known, cause)
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED') {
    return new DefinitionError(`the request cannot be sent: ${error.message}`, cause)
  }
  if (code === 'ETIMEDOUT') {
    return new Failure('CONNECT_TIMEOUT', 'the server did not answer the connection', {
      ...cause,
      kind: 'timeout',
    })
  }
  if (error.name === 'HTTPParserError') return new Failure('MALFORMED', malformed(error.message), cause)
  if (error.message.includes('HTTP_1_1_REQUIRED')) return new Failure('HTTP_1_1_REQUIRED', NO_HTTP2, cause)
  if (code.startsWith('ERR_HTTP2') || error.message.startsWith('HTTP/2')) {
    return new Failure('HTTP2', `the HTTP/2 connection broke (${error.message})`, cause)
  }
  return new Failure(code || 'NETWORK', error.message, cause)
}

/** The code of an error; of several attempts to connect, that of the first. */
function firstCode(error: unknown): string {
  return codeOf(error) ?? (error instanceof AggregateError ? firstCode(error.errors[0]) : '')
}

function malformed(message: string): string {
  const detail = /\((.*)\)$/.exec(message)?.[1]
  return detail ? `${MALFORMED} (${detail})` : MALFORMED
}
