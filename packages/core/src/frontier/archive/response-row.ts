import { Headers } from '../../http/headers.ts'
import type { Hop } from '../../http/hop.ts'
import { Response } from '../../http/response.ts'
import type { ResponseInit } from '../../http/response.ts'
import { NO_TIMINGS } from '../../http/timings.ts'

/** A response as its table has it, its body apart. */
export interface ResponseRow {
  readonly id: number
  readonly account: string
  readonly method: string
  readonly request_url: string
  readonly url: string
  readonly status: number
  readonly head: string
  readonly fetched_at: number
  readonly body: number
}

type HeaderLines = readonly (readonly [name: string, value: string])[]

/** What of a response is neither its body nor a column. */
interface Head {
  readonly statusText: string
  readonly headers: HeaderLines
  readonly history: readonly SavedHop[]
  readonly flags: readonly string[]
  readonly lenient: boolean
  readonly rawBytes: number
}

interface SavedHop {
  readonly method: string
  readonly url: string
  readonly status: number
  readonly headers: HeaderLines
  readonly setCookies: readonly string[]
}

/** The `head` of a response's row. */
export function headOf({ statusText, headers, history, flags, lenient, bytes }: Response): string {
  const head: Head = {
    statusText,
    headers: [...headers],
    history: history.map(saveHop),
    flags,
    lenient,
    rawBytes: bytes.raw,
  }
  return JSON.stringify(head)
}

/** How a page is read that says itself no better, and how long it took to come. */
export type Reading = Pick<ResponseInit, 'fallbackCharset' | 'parser' | 'timings'>

/** The response that a row was made of. */
export function toResponse(row: ResponseRow, body: Uint8Array, reading: Reading = {}): Response {
  const { history, ...head } = JSON.parse(row.head) as Head
  const { url, request_url: requestUrl, method, status } = row
  return new Response({
    ...head,
    ...reading,
    url,
    requestUrl,
    method,
    status,
    body,
    history: history.map(readHop),
  })
}

/** The headers that ask whether a response has changed since, if it says how to tell (RFC 9110 section 8.8). */
export function validatorsOf({ status, head }: ResponseRow): { readonly [name: string]: string } | undefined {
  if (status !== 200) return undefined
  const headers = new Headers((JSON.parse(head) as Head).headers)
  const tag = headers.get('etag')
  const date = headers.get('last-modified')
  if (tag === null && date === null) return undefined
  return {
    ...(tag !== null && { 'if-none-match': tag }),
    ...(date !== null && { 'if-modified-since': date }),
  }
}

function saveHop({ method, url, status, headers, setCookies }: Hop): SavedHop {
  return { method, url: url.href, status, headers: [...headers], setCookies }
}

function readHop({ url, headers, ...hop }: SavedHop): Hop {
  return { ...hop, url: new URL(url), headers: new Headers(headers), timings: NO_TIMINGS }
}
