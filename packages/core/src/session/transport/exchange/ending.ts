import type { Headers } from '../../../http/headers.ts'
import { codeOf } from '../../../thrown.ts'
import { explain } from '../explain.ts'
import { Failure } from '../failure.ts'

/** What has been seen of an exchange. */
export interface Seen {
  /** Of the response, once it has begun. */
  headers: Headers | undefined
  /** Whether any byte of the response has come. */
  hasBytes: boolean
  /** Whether the connection had served before. */
  isReused: boolean
}

/** What the breaking of an exchange means: no response, one cut off, or one that is wrong. */
export function explainBreak(error: unknown, seen: Seen & { readonly bytes: number }): Error {
  const reason = explain(error)
  if (!(reason instanceof Failure)) return reason
  const { code, cause } = reason
  const { headers, bytes } = seen
  if (!headers) {
    const stale = hasBroken(code) && seen.isReused && !seen.hasBytes
    return stale ? new Failure(code, reason.message, { cause, stale }) : reason
  }
  if (isCutOff(reason)) {
    const length = headers.get('content-length')
    const whole = length && !headers.has('transfer-encoding') ? ` of ${length}` : ''
    const problem = `the body was cut off: the connection broke after ${bytes}${whole} bytes`
    return new Failure('TRUNCATED', problem, { kind: 'body', cause })
  }
  return code === 'MALFORMED' ? new Failure(code, reason.message, { kind: 'body', cause }) : reason
}

/** Whether a response came, but in a form that the strict parser does not take. */
export function isMalformed(error: Error): boolean {
  return error instanceof Failure && error.code === 'MALFORMED'
}

/** Whether the response is framed in chunks. */
export function isChunked({ headers }: Seen): boolean {
  return /chunked\s*$/i.test(headers?.get('transfer-encoding') ?? '')
}

function hasBroken(code: string): boolean {
  return code === 'ECONNRESET' || code === 'HTTP2'
}

function isCutOff({ code, cause, message }: Failure): boolean {
  if (hasBroken(code) || codeOf(cause) === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') return true
  return code === 'MALFORMED' && message.includes('Invalid EOF state')
}
