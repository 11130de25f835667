import { describe, expect, test } from 'vitest'

import { RequestError } from '../../../packages/core/src/errors.ts'
import { digest } from '../../../packages/core/src/session/auth/digest/digest.ts'
import { authenticate } from '../../../packages/core/src/session/steps/authenticate.ts'
import { serve } from '../../support/serve.ts'
import type { SeenRequest, TestServer } from '../../support/serve.ts'
import { isSigned, parametersOf, proofFor } from './digest-server.ts'
import { context, exchange, get } from './exchange.ts'

const ada = digest('ada', 'lovelace')

interface Protected {
  readonly offers?: (nonce: string) => string | string[]
  /** Sent with a 200, made from the request's Authorization. */
  readonly info?: (authorization: string | undefined) => string
  readonly user?: string
  readonly password?: string
  /** Nonces that were good once. */
  readonly stale?: Set<string>
}

/** A server that lets in who signs with its newest nonce; its nonces are n1, n2 ... */
async function protectedServer(options: Protected = {}): Promise<TestServer> {
  const { offers = (nonce) => `Digest realm="r", nonce="${nonce}", qop="auth"`, info, stale } = options
  let issued = 0
  return serve((request, response) => {
    const nonce = parametersOf(request.headers.authorization)['nonce']
    const isStale = nonce !== undefined && stale?.has(nonce)
    if (!isStale && isSigned(request, options.user ?? 'ada', options.password ?? 'lovelace')) {
      if (info) response.setHeader('Authentication-Info', info(request.headers.authorization))
      return response.end(`welcome, ${request.body}`)
    }
    const offer = offers(`n${(issued += 1)}`)
    response.setHeader('WWW-Authenticate', isStale ? `${String(offer)}, stale=true` : offer)
    return response.writeHead(401).end('who is there?')
  })
}

const sentBy = ({ requests }: TestServer) =>
  requests.map(({ headers }) => {
    const { nonce, nc } = parametersOf(headers.authorization)
    return nonce ? `${nonce} ${Number.parseInt(nc ?? '0', 16)}` : 'bare'
  })

describe('digest', () => {
  test('sends nothing before it is asked, then answers the challenge', async () => {
    await using server = await protectedServer()
    const response = await authenticate(get(`${server.url}/a?b=c&d=%20"`), ada, exchange, context())
    expect(response.text).toBe('welcome, ')
    expect(sentBy(server)).toEqual(['bare', 'n1 1'])
    expect(server.requests.map(({ headers }) => headers.authorization).join()).not.toContain('lovelace')
  })

  test.each([
    'MD5',
    'MD5-sess',
    'SHA-256',
    'SHA-256-sess',
    'SHA-512-256',
    'SHA-512-256-sess',
    'SHA-512',
    'sha-256',
  ])('is let in with %s, again and again', async (algorithm) => {
    await using server = await protectedServer({
      offers: (nonce) =>
        `Digest realm="r", nonce="${nonce}", qop="auth", algorithm=${algorithm.toUpperCase().replace('SESS', 'sess')}`,
    })
    const session = context()
    for (const path of ['/1', '/2', '/3']) {
      expect((await authenticate(get(server.url + path), ada, exchange, session)).status).toBe(200)
    }
    expect(sentBy(server)).toEqual(['bare', 'n1 1', 'n1 2', 'n1 3'])
  })

  test('is let in by a server of RFC 2069, which knows no qop', async () => {
    await using server = await protectedServer({ offers: (nonce) => `Digest realm="r", nonce="${nonce}"` })
    expect((await authenticate(get(server.url), ada, exchange, context())).status).toBe(200)
    expect(parametersOf(server.requests[1]?.headers.authorization)).not.toHaveProperty('cnonce')
  })

  test('answers the strongest of a combined line, where httpx fails, and of several lines', async () => {
    for (const join of [(all: string[]) => all.join(', '), (all: string[]) => all]) {
      await using server = await protectedServer({
        offers: (nonce) =>
          join([
            'Basic realm="b"',
            ...['MD5', 'SHA-256'].map(
              (a) => `Digest realm="r", nonce="${nonce}", qop="auth", algorithm=${a}`,
            ),
          ]),
      })
      expect((await authenticate(get(server.url), ada, exchange, context())).status).toBe(200)
      expect(server.requests[1]?.headers.authorization).toContain('algorithm=SHA-256')
    }
  })

  test('counts on under concurrency, with no count twice', async () => {
    await using server = await protectedServer()
    const session = context()
    await authenticate(get(server.url), ada, exchange, session)
    await Promise.all(Array.from({ length: 20 }, () => authenticate(get(server.url), ada, exchange, session)))
    expect(new Set(sentBy(server)).size).toBe(22)
  })

  test('asks once more when the nonce is stale, and stops when the password is wrong', async () => {
    const stale = new Set<string>()
    await using server = await protectedServer({ stale })
    const session = context()
    await authenticate(get(server.url), ada, exchange, session)
    stale.add('n1')
    expect((await authenticate(get(server.url), ada, exchange, session)).status).toBe(200)
    expect(sentBy(server)).toEqual(['bare', 'n1 1', 'n1 2', 'n2 1'])
    const refused = await authenticate(get(server.url), digest('ada', 'wrong'), exchange, context())
    expect(refused.status).toBe(401)
    expect(server.requests).toHaveLength(6)
  })

  test('tries anew after a restart of the server, which says nothing of stale', async () => {
    const valid = new Set(['n1'])
    await using server = await serve((request, response) => {
      const { nonce = '' } = parametersOf(request.headers.authorization)
      if (valid.has(nonce) && isSigned(request, 'ada', 'lovelace')) return response.end('in')
      return response
        .writeHead(401, { 'www-authenticate': `Digest realm="r", nonce="${[...valid][0]}"` })
        .end()
    })
    const session = context()
    await authenticate(get(server.url), ada, exchange, session)
    valid.clear()
    valid.add('n2')
    expect((await authenticate(get(server.url), ada, exchange, session)).status).toBe(200)
  })

  test('ends when every nonce is stale', async () => {
    await using server = await serve((_, response) =>
      response.writeHead(401, { 'www-authenticate': 'Digest realm="r", nonce="n", stale=true' }).end(),
    )
    expect((await authenticate(get(server.url), ada, exchange, context())).status).toBe(401)
    expect(server.requests).toHaveLength(4)
  })

  test('gives back a 401 that offers no Digest', async () => {
    await using server = await serve((_, response) =>
      response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end(),
    )
    expect((await authenticate(get(server.url), ada, exchange, context())).status).toBe(401)
    expect(server.requests).toHaveLength(1)
  })

  test('signs at once only where the domain parameter reaches', async () => {
    await using server = await protectedServer({
      offers: (nonce) => `Digest realm="r", nonce="${nonce}", qop="auth", domain="/in /also/"`,
    })
    const session = context()
    for (const path of ['/in', '/in/below', '/in?x', '/also/x', '/inside']) {
      await authenticate(get(server.url + path), ada, exchange, session)
    }
    expect(sentBy(server)).toEqual(['bare', 'n1 1', 'n1 2', 'n1 3', 'n1 4', 'bare', 'n2 1'])
  })

  test('uses nextnonce, and counts from one again', async () => {
    await using server = await protectedServer({ info: () => 'nextnonce="next"' })
    const session = context()
    for (let turn = 0; turn < 3; turn += 1) await authenticate(get(server.url), ada, exchange, session)
    expect(sentBy(server)).toEqual(['bare', 'n1 1', 'next 1', 'next 1'])
  })

  test('takes a server at its word only with the right rspauth', async () => {
    await using honest = await protectedServer({
      info: (sent) => `qop=auth, rspauth="${proofFor(sent, 'ada', 'lovelace')}"`,
    })
    expect((await authenticate(get(honest.url), ada, exchange, context())).status).toBe(200)
    await using imposter = await protectedServer({ info: () => `qop=auth, rspauth="${'0'.repeat(32)}"` })
    const failure = authenticate(get(imposter.url), ada, exchange, context())
    await expect(failure).rejects.toThrow(RequestError)
    await expect(failure).rejects.toMatchObject({ code: 'DIGEST_PROOF' })
  })

  test('is let in under a name that is not ASCII', async () => {
    let seen: SeenRequest | undefined
    await using server = await serve((request, response) => {
      seen = request
      response.writeHead(401, { 'www-authenticate': 'Digest realm="r", nonce="n", charset=UTF-8' }).end()
    })
    await authenticate(get(server.url), digest('J\u00E4s\u00F8n', 'p'), exchange, context())
    expect(seen?.headers.authorization).toContain("username*=UTF-8''J%C3%A4s%C3%B8n")
  })
})
