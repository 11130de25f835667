import { describe, expect, test, vi } from 'vitest'

import { BodyError, DefinitionError, RequestError } from '../../../packages/core/src/errors.ts'
import { streamBody } from '../../../packages/core/src/http/body/stream-body.ts'
import { Headers } from '../../../packages/core/src/http/headers.ts'
import type { Auth, AuthFunction } from '../../../packages/core/src/session/auth/auth.ts'
import { withAuthorization } from '../../../packages/core/src/session/auth/auth.ts'
import { authenticate } from '../../../packages/core/src/session/steps/authenticate.ts'
import { serve } from '../../support/serve.ts'
import { context, exchange, get, post, signedBy } from './exchange.ts'

const hello: Auth = async function* (request) {
  const response = yield request
  const word = response.headers.get('x-word')
  if (response.status === 401 && word) yield withAuthorization(request, `Word ${word}`)
}

const endless: Auth = async function* (request) {
  for (;;) yield request
}

const broken: Auth = async function* (request) {
  yield request
  throw new RangeError('mine')
}

describe('an auth function', () => {
  test('returns the signed request, now or later', async () => {
    for (const auth of [
      (request) => withAuthorization(request, 'Custom 1'),
      async (request) => withAuthorization(request, 'Custom 1'),
    ] satisfies AuthFunction[]) {
      expect((await signedBy(auth)).headers.get('authorization')).toBe('Custom 1')
    }
  })

  test('may change more than headers', async () => {
    const signed = await signedBy((request) => ({ ...request, url: new URL('?key=1', request.url) }))
    expect(signed.url.href).toBe('https://shop.example/?key=1')
  })

  test('that returns nothing is told to', async () => {
    // @ts-expect-error The compiler says so too.
    await expect(signedBy(() => {})).rejects.toThrow(DefinitionError)
  })

  test('that throws fails the request', async () => {
    await expect(signedBy(() => Promise.reject(new RangeError('mine')))).rejects.toThrow(RangeError)
  })

  test('knows the session', async () => {
    await using server = await serve((_, response) => response.end('{"token":"t"}'))
    const auth: Auth = async (request, { session }) => {
      const answer = (await session.post(server.url)).json()
      return withAuthorization(request, JSON.stringify(answer))
    }
    expect((await signedBy(auth)).headers.get('authorization')).toBe('{"token":"t"}')
  })

  test('is not called where there is none', async () => {
    expect((await signedBy(undefined)).headers.has('authorization')).toBe(false)
  })
})

describe('an auth generator', () => {
  test('yields requests, is given their responses, and its last response is the answer', async () => {
    await using server = await serve((request, response) =>
      request.headers.authorization === 'Word sesame'
        ? response.end('open')
        : response.writeHead(401, { 'x-word': 'sesame' }).end(),
    )
    expect((await authenticate(get(server.url), hello, exchange, context())).text).toBe('open')
    expect(server.requests).toHaveLength(2)
  })

  test('may be synchronous', async () => {
    const signed = await signedBy(function* (request) {
      yield withAuthorization(request, 'Custom 2')
    })
    expect(signed.headers.get('authorization')).toBe('Custom 2')
  })

  test('that yields nothing leaves the request as it is', async () => {
    const next = vi.fn(exchange)
    await using server = await serve((_, response) => response.end())
    // oxlint-disable-next-line require-yield
    await authenticate(get(server.url), async function* () {}, next, context())
    expect(next).toHaveBeenCalledTimes(1)
  })

  test('that throws fails its request with what it threw', async () => {
    const next = async () => ({ status: 401, headers: new Headers() })
    await expect(authenticate(get('https://shop.example'), broken, next, context())).rejects.toThrow(
      RangeError,
    )
  })

  test('is closed when the request fails', async () => {
    const closed = vi.fn()
    const auth: Auth = async function* (request) {
      try {
        yield request
      } finally {
        closed()
      }
    }
    const failure = authenticate(
      get('https://shop.example'),
      auth,
      () => Promise.reject(new RangeError('no network')),
      context(),
    )
    await expect(failure).rejects.toThrow('no network')
    expect(closed).toHaveBeenCalled()
  })

  test('without end is ended', async () => {
    const next = vi.fn(async () => ({ status: 401, headers: new Headers() }))
    const failure = authenticate(get('https://ada:hush@shop.example'), endless, next, context())
    await expect(failure).rejects.toThrow(RequestError)
    await expect(failure).rejects.toMatchObject({ code: 'AUTH_ROUNDS' })
    expect(next).toHaveBeenCalledTimes(8)
  })

  test('cannot send a stream twice', async () => {
    await using server = await serve((_, response) => response.writeHead(401, { 'x-word': 'a' }).end())
    const body = streamBody(
      (async function* () {
        yield Buffer.from('once')
      })(),
    )
    await expect(authenticate(post(server.url, body), hello, exchange, context())).rejects.toThrow(BodyError)
    expect(server.requests).toHaveLength(1)
  })
})
