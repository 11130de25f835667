import { inspect } from 'node:util'

import { describe, expect, test, vi } from 'vitest'

import { DefinitionError, LoginError } from '../../../packages/core/src/errors.ts'
import { bearer } from '../../../packages/core/src/session/auth/token/bearer.ts'
import { Secret } from '../../../packages/core/src/session/secret.ts'
import { authenticate } from '../../../packages/core/src/session/steps/authenticate.ts'
import { serve } from '../../support/serve.ts'
import type { TestServer } from '../../support/serve.ts'
import { context, exchange, get, signedBy } from './exchange.ts'

/** Lets in who brings the valid token; `POST /token` gives it out. */
async function tokenServer(valid: { token: string }): Promise<TestServer> {
  return serve((request, response) => {
    if (request.url === '/token') return response.end(JSON.stringify({ token: valid.token }))
    const isRight = request.headers.authorization === `Bearer ${valid.token}`
    return response.writeHead(isRight ? 200 : 401).end(request.body)
  })
}

const tokensSent = ({ requests }: TestServer) =>
  requests.map(({ headers }) => headers.authorization?.replace('Bearer ', '') ?? 'none')

describe('a token', () => {
  test('goes with every request, and a 401 is the answer', async () => {
    await using server = await tokenServer({ token: 'other' })
    expect((await authenticate(get(server.url), bearer('abc.def'), exchange, context())).status).toBe(401)
    expect(tokensSent(server)).toEqual(['abc.def'])
  })

  test('may be secret, and is shown nowhere', async () => {
    const signed = await signedBy(bearer(new Secret(() => 'hush')))
    expect(signed.headers.get('authorization')).toBe('Bearer hush')
    expect(inspect(bearer('hush'), { depth: 9, showHidden: true })).not.toContain('hush')
  })

  test.each(['', 'two words', 'line\r\nbreak', '\u00FC'])('%j cannot be sent, and is not shown', (token) => {
    expect(() => bearer(token)).toThrow(DefinitionError)
    expect(() => bearer(token)).not.toThrow(/two|line\r/)
  })
})

describe('a refused token', () => {
  test('is renewed, and the request sent once more', async () => {
    const valid = { token: 'new' }
    await using server = await tokenServer(valid)
    const session = context()
    const credentials = bearer({ token: 'old', refresh: async () => valid.token })
    expect((await authenticate(get(server.url), credentials, exchange, session)).status).toBe(200)
    expect((await authenticate(get(server.url), credentials, exchange, session)).status).toBe(200)
    expect(tokensSent(server)).toEqual(['old', 'new', 'new'])
  })

  test('is renewed once for all that are under way', async () => {
    await using server = await tokenServer({ token: 'new' })
    const refresh = vi.fn(async () => 'new')
    const credentials = bearer({ token: 'old', refresh })
    const session = context()
    const responses = await Promise.all(
      Array.from({ length: 25 }, () => authenticate(get(server.url), credentials, exchange, session)),
    )
    expect(responses.every(({ status }) => status === 200)).toBe(true)
    expect(refresh).toHaveBeenCalledTimes(1)
  })

  test('is not renewed again for a 401 that comes in late', async () => {
    const refresh = vi.fn(async () => 'new')
    const credentials = bearer({ token: 'old', refresh })
    const session = context()
    await using server = await serve(async (request, response) => {
      if (request.url === '/slow') await new Promise((resolve) => setTimeout(resolve, 100))
      return response.writeHead(request.headers.authorization === 'Bearer new' ? 200 : 401).end()
    })
    const paths = ['/slow', '/fast']
    await Promise.all(
      paths.map((path) => authenticate(get(server.url + path), credentials, exchange, session)),
    )
    expect(refresh).toHaveBeenCalledTimes(1)
  })

  test('is replayed no more than once', async () => {
    await using server = await tokenServer({ token: 'never' })
    let count = 0
    const credentials = bearer({ token: 'old', refresh: async () => `t${(count += 1)}` })
    expect((await authenticate(get(server.url), credentials, exchange, context())).status).toBe(401)
    expect(tokensSent(server)).toEqual(['old', 't1'])
  })

  test('is not renewed for a 403', async () => {
    await using server = await serve((_, response) => response.writeHead(403).end())
    const refresh = vi.fn(async () => 'new')
    await authenticate(get(server.url), bearer({ token: 'old', refresh }), exchange, context())
    expect(refresh).not.toHaveBeenCalled()
  })
})

describe('a token to be', () => {
  test('is asked for before the first request', async () => {
    await using server = await tokenServer({ token: 'first' })
    const credentials = bearer({ refresh: async () => new Secret(() => 'first') })
    expect((await authenticate(get(server.url), credentials, exchange, context())).status).toBe(200)
    expect(tokensSent(server)).toEqual(['first'])
  })

  test.concurrent.each([
    ['a Date', (time: number) => new Date(time)],
    ['milliseconds', (time: number) => time],
  ])('is renewed before its end, given as %s', async (_, expiry) => {
    await using server = await serve((_request, response) => response.end())
    const lives = [1000, 3_600_000]
    let count = 0
    const refresh = async () => ({
      token: `t${count}`,
      expiresAt: expiry(Date.now() + (lives[count++] ?? 0)),
    })
    const session = context()
    const credentials = bearer({ refresh })
    await authenticate(get(server.url), credentials, exchange, session)
    await authenticate(get(server.url), credentials, exchange, session)
    await new Promise((resolve) => setTimeout(resolve, 920))
    await authenticate(get(server.url), credentials, exchange, session)
    expect(tokensSent(server)).toEqual(['t0', 't0', 't1'])
  })

  test('belongs to one session, though two share the credentials', async () => {
    await using server = await serve((_, response) => response.end())
    let count = 0
    const credentials = bearer({ refresh: async () => `t${(count += 1)}` })
    await authenticate(get(server.url), credentials, exchange, context())
    await authenticate(get(server.url), credentials, exchange, context())
    expect(tokensSent(server)).toEqual(['t1', 't2'])
  })

  test('is asked for over the session that needs it', async () => {
    await using server = await tokenServer({ token: 'given' })
    const credentials = bearer({
      async refresh(session) {
        const response = await session.post(`${server.url}/token`, { form: { grant: 'x' } })
        return response.json<{ token: string }>()
      },
    })
    expect((await authenticate(get(server.url), credentials, exchange, context())).status).toBe(200)
    expect(server.requests[0]?.body).toBe('grant=x')
  })

  test('is asked for by requests that do not wait for it themselves', async () => {
    await using server = await tokenServer({ token: 'given' })
    const session = context()
    const credentials = bearer({
      async refresh() {
        const response = await authenticate(get(`${server.url}/token`), credentials, exchange, session)
        return response.json<{ token: string }>()
      },
    })
    expect((await authenticate(get(server.url), credentials, exchange, session)).status).toBe(200)
    expect(tokensSent(server)).toEqual(['none', 'given'])
  })

  test('is kept out of the state file', async () => {
    const session = context()
    await using server = await serve((_, response) => response.end())
    await authenticate(get(server.url), bearer({ refresh: async () => 'hush' }), exchange, session)
    expect(JSON.stringify(session.state) + inspect(session.state, { depth: 9 })).not.toContain('hush')
  })
})

describe('a refresh that fails', () => {
  test('is a LoginError for all who wait, and the next request tries again', async () => {
    await using server = await serve((_, response) => response.end())
    let count = 0
    const refresh = vi.fn(async () => {
      if ((count += 1) === 1) throw new Error('no luck')
      return 'new'
    })
    const session = context()
    const credentials = bearer({ refresh })
    const both = [1, 2].map(() => authenticate(get(server.url), credentials, exchange, session))
    for (const outcome of await Promise.allSettled(both)) {
      expect(outcome).toMatchObject({ reason: { code: 'TOKEN_REFRESH', cause: { message: 'no luck' } } })
    }
    expect((await authenticate(get(server.url), credentials, exchange, session)).status).toBe(200)
    expect(refresh).toHaveBeenCalledTimes(2)
  })

  test('shows the old token nowhere, not even in its cause', async () => {
    await using server = await tokenServer({ token: 'other' })
    const failure = authenticate(
      get(server.url),
      bearer({
        token: 'hush-hush',
        refresh: () => Promise.reject(new Error('POST /token hush-hush: 500')),
      }),
      exchange,
      context(),
    )
    const error: unknown = await failure.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(LoginError)
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('hush-hush')
  })

  test.each([undefined, null, '', { token: 'two words' }, {}])(
    'gave %j, which is no token',
    async (answer) => {
      // @ts-expect-error The compiler refuses some of these too.
      const failure = signedBy(bearer({ refresh: async () => answer }))
      await expect(failure).rejects.toThrow(LoginError)
      await expect(failure).rejects.toThrow(/could not be renewed: the token is empty/)
    },
  )
})
