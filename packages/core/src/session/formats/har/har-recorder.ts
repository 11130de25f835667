import { bytesOf } from '../../../http/body/body.ts'
import type { Headers } from '../../../http/headers.ts'
import type { Body, Request } from '../../../http/request.ts'
import type { HttpVersion, Response } from '../../../http/response.ts'
import { credentialHeaders } from '../../auth/credential-headers.ts'
import { checkOptions } from '../../check/check-options.ts'
import { flag } from '../../check/rule.ts'
import type { CookiePair } from '../../cookies/cookie-line.ts'
import { parseSetCookie } from '../../cookies/set-cookie.ts'
import { version } from '../../version.ts'
import { parseCookieHeader } from '../cookie-header.ts'
import { HIDDEN } from '../hidden.ts'

/** A HAR 1.2, as browsers' developer tools write and read it. */
export interface Har {
  readonly log: {
    readonly version: '1.2'
    readonly creator: { readonly name: string; readonly version: string }
    readonly entries: readonly object[]
  }
}

/** What a recorder keeps. */
export interface HarOptions {
  /** Whether cookies, credentials and sensitive bodies are written as they are. Default false: as `[secret]`. */
  readonly secrets?: boolean
}

const SECRET_HEADERS = new Set([...credentialHeaders, 'set-cookie'])

/**
 * Records what a session does as a HAR.
 *
 *     const har = new HarRecorder()
 *     const session = new Session({ hooks: { afterResponse: har.record } })
 *     await writeFile('session.har', JSON.stringify(har))
 *
 * Each hop and each try is an entry of its own, with the cookies that it sent and set.
 */
export class HarRecorder {
  readonly #secrets: boolean
  readonly #entries: object[] = []

  constructor(options: HarOptions = {}) {
    checkOptions('HarRecorder', options, { secrets: flag })
    this.#secrets = options.secrets ?? false
  }

  /** A hook for `afterResponse`. */
  readonly record = ({
    request,
    response,
  }: {
    readonly request: Request
    readonly response: Response
  }): void => {
    const { queue, dns, connect, tls, firstByte, download, total } = response.timings
    this.#entries.push({
      startedDateTime: new Date(Date.now() - total).toISOString(),
      time: total,
      request: this.#request(request, response.httpVersion),
      response: this.#response(response),
      cache: {},
      // In HAR, making the connection secure is a part of connecting.
      timings: {
        blocked: queue,
        dns,
        connect: connect + tls,
        ssl: tls,
        send: 0,
        wait: firstByte,
        receive: download,
      },
    })
  }

  toJSON(): Har {
    return { log: { version: '1.2', creator: { name: 'latchkey', version }, entries: [...this.#entries] } }
  }

  #request({ method, url, headers, body }: Request, httpVersion: HttpVersion): object {
    return {
      method,
      url: url.href,
      httpVersion: `HTTP/${httpVersion}`,
      cookies: this.#cookies(headers.getAll('cookie').flatMap(parseCookieHeader)),
      headers: this.#headers(headers),
      queryString: Array.from(url.searchParams, ([name, value]) => ({ name, value })),
      ...(body && { postData: { mimeType: headers.get('content-type') ?? '', text: this.#bodyText(body) } }),
      headersSize: -1,
      bodySize: body?.length ?? (body ? -1 : 0),
    }
  }

  #response(response: Response): object {
    const { status, statusText, httpVersion, headers, bytes } = response
    return {
      status,
      statusText,
      httpVersion: `HTTP/${httpVersion}`,
      cookies: this.#cookies(headers.getAll('set-cookie').map((line) => parseSetCookie(line, Date.now()))),
      headers: this.#headers(headers),
      content: { size: bytes.decoded, mimeType: headers.get('content-type') ?? '', ...textOf(response.body) },
      redirectURL: headers.get('location') ?? '',
      headersSize: -1,
      bodySize: bytes.raw,
    }
  }

  #cookies(cookies: readonly CookiePair[]): object[] {
    return cookies.map(({ value, ...cookie }) => ({ ...cookie, value: this.#secrets ? value : HIDDEN }))
  }

  #headers(headers: Headers): object[] {
    return Array.from(this.#secrets ? headers.revealed() : headers, ([name, value]) => {
      const isHidden = !this.#secrets && SECRET_HEADERS.has(name.toLowerCase())
      return { name, value: isHidden ? HIDDEN : value }
    })
  }

  /** What can be sent once is not read for the record. */
  #bodyText(body: Body): string {
    if (body.sensitive && !this.#secrets) return HIDDEN
    return Buffer.from(bytesOf(body) ?? '').toString()
  }
}

/** As UTF-8 where it is that, else in base64. */
function textOf(bytes: Uint8Array): { text: string; encoding?: string } {
  const buffer = Buffer.from(bytes)
  const text = buffer.toString()
  return Buffer.from(text).equals(buffer) ? { text } : { text: buffer.toString('base64'), encoding: 'base64' }
}
