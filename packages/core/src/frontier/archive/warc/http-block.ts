import type { Headers } from '../../../http/headers.ts'

/** The status line and the headers of a response. */
interface HttpHead {
  readonly status: number
  readonly statusText?: string
  readonly headers: Headers
}

/** Headers that speak of the bytes on the wire; the body was decoded since. */
const OF_THE_WIRE = new Set(['content-encoding', 'transfer-encoding', 'content-length'])

/**
 * A response as HTTP, as far as it was kept: the body is decoded, so what spoke of its encoding goes by another name.
 *
 * @param length Of the body that belongs to it, whether it follows or not.
 */
export function httpHead({ status, statusText = '', headers }: HttpHead, length: number): Buffer {
  const lines = Array.from(headers, ([name, value]) =>
    OF_THE_WIRE.has(name.toLowerCase()) ? `X-Archive-Orig-${name}: ${value}` : `${name}: ${value}`,
  )
  const head = [`HTTP/1.1 ${status} ${statusText}`, ...lines, `Content-Length: ${length}`, '', '']
  return Buffer.from(head.join('\r\n'), 'latin1')
}
