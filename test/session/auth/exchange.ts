import { request as send } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

import { Headers } from '../../../packages/core/src/http/headers.ts'
import type { HeadersInit } from '../../../packages/core/src/http/headers.ts'
import type { Body, Request } from '../../../packages/core/src/http/request.ts'
import { AuthState } from '../../../packages/core/src/session/auth/auth-state.ts'
import type { Auth, AuthContext, TokenResponse } from '../../../packages/core/src/session/auth/auth.ts'
import { requestBody } from '../../../packages/core/src/session/request/request-body.ts'
import { authenticate } from '../../../packages/core/src/session/steps/authenticate.ts'

/** A request as the session would hand it to its steps. */
export function get(url: string | URL, headers: HeadersInit = {}): Request {
  return { method: 'GET', url: new URL(url), headers: new Headers(headers), body: undefined }
}

export function post(url: string | URL, body: Body): Request {
  return { method: 'POST', url: new URL(url), headers: new Headers(), body }
}

/** The smallest `next` there is: one request over a socket of its own. */
export async function exchange(request: Request): Promise<TokenResponse> {
  const outgoing = send(request.url, {
    method: request.method,
    path: request.url.pathname + request.url.search,
    agent: false,
    auth: null,
  })
  for (const [name, value] of request.headers) outgoing.appendHeader(name, value)
  const content = request.body?.open() ?? []
  Readable.from(content instanceof Uint8Array ? [content] : content).pipe(outgoing)
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on('response', resolve).on('error', reject)
  })
  const text = Buffer.concat(await Array.fromAsync(incoming)).toString()
  const headers = new Headers()
  for (let at = 0; at < incoming.rawHeaders.length; at += 2) {
    headers.append(incoming.rawHeaders[at] ?? '', incoming.rawHeaders[at + 1] ?? '')
  }
  return {
    status: incoming.statusCode ?? 0,
    headers,
    text,
    json: () => JSON.parse(text),
  }
}

/** The request as the first round of authentication sends it. */
export async function signedBy(
  auth: Auth | undefined,
  request = get('https://shop.example/'),
): Promise<Request> {
  let sent = request
  const next = async (round: Request) => {
    sent = round
    return { status: 200, headers: new Headers() }
  }
  await authenticate(request, auth, next, context())
  return sent
}

/** A session's context with nothing learnt yet, whose session can only post. */
export function context(state = new AuthState()): AuthContext {
  return {
    state,
    session: {
      post: (url, { headers, auth, ...parts } = {}) => {
        const body = requestBody(parts)
        const type = body?.type === undefined ? {} : { 'content-type': body.type }
        const request = {
          method: 'POST',
          url: new URL(url),
          headers: new Headers(type).merge(headers),
          body,
        }
        return authenticate(request, auth ?? undefined, exchange, context(state))
      },
    },
  }
}
