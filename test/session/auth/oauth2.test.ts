import { inspect } from 'node:util'

import { describe, expect, test } from 'vitest'

import { LoginError } from '../../../packages/core/src/errors.ts'
import { bearer } from '../../../packages/core/src/session/auth/token/bearer.ts'
import { clientCredentials, refreshToken } from '../../../packages/core/src/session/auth/token/oauth2.ts'
import { Secret } from '../../../packages/core/src/session/secret.ts'
import { authenticate } from '../../../packages/core/src/session/steps/authenticate.ts'
import { serve } from '../../support/serve.ts'
import type { TestServer } from '../../support/serve.ts'
import { context, exchange, get } from './exchange.ts'

/** Gives the answers in turn to those who ask for tokens, and lets everybody in. */
function tokenServer(...answers: object[]): Promise<TestServer> {
  return serve((request, response) => {
    if (request.method === 'GET') return response.end()
    const answer = answers.shift() ?? {}
    const status = 'error' in answer ? 400 : 200
    return response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
}

const asked = ({ requests }: TestServer) =>
  requests
    .filter(({ method }) => method === 'POST')
    .map(({ body }) => Object.fromEntries(new URLSearchParams(body)))

const sent = ({ requests }: TestServer) =>
  requests.filter(({ method }) => method === 'GET').map(({ headers }) => headers.authorization)

function rotating(number: number): object {
  return { access_token: `t${number}`, refresh_token: `r${number}`, expires_in: '0' }
}

describe('client credentials', () => {
  test('are sent as in RFC 6749 section 4.4.2, and the token is used till its end', async () => {
    await using server = await tokenServer({ access_token: 't1', token_type: 'Bearer', expires_in: 3600 })
    const auth = bearer(
      clientCredentials({
        tokenUrl: `${server.url}/token`,
        clientId: 'shop app',
        clientSecret: new Secret(() => 'a:b%c'),
        scope: ['read', 'write'],
      }),
    )
    const session = context()
    await authenticate(get(server.url), auth, exchange, session)
    await authenticate(get(server.url), auth, exchange, session)
    expect(asked(server)).toEqual([{ grant_type: 'client_credentials', scope: 'read write' }])
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${btoa('shop+app:a%3Ab%25c')}`)
    expect(sent(server)).toEqual(['Bearer t1', 'Bearer t1'])
  })

  test('may go in the body', async () => {
    await using server = await tokenServer({ access_token: 't1' })
    const client = { tokenUrl: server.url, clientId: 'app', clientSecret: 'hush', clientIn: 'body' } as const
    await authenticate(get(server.url), bearer(clientCredentials(client)), exchange, context())
    expect(asked(server)).toEqual([
      { grant_type: 'client_credentials', client_id: 'app', client_secret: 'hush' },
    ])
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization')
  })
})

describe('a refresh token', () => {
  test('is exchanged as in RFC 6749 section 6, and its successor used next, each session its own', async () => {
    await using server = await tokenServer(...[1, 2, 3].map(rotating))
    const kept: string[] = []
    const client = {
      tokenUrl: server.url,
      clientId: 'app',
      refreshToken: 'r0',
      onRotate: (token: string) => void kept.push(token),
    }
    const auth = bearer(refreshToken(client))
    const session = context()
    await authenticate(get(server.url), auth, exchange, session)
    await authenticate(get(server.url), auth, exchange, session)
    await authenticate(get(server.url), auth, exchange, context())
    expect(asked(server).map(({ refresh_token: token }) => token)).toEqual(['r0', 'r1', 'r0'])
    expect(asked(server)[0]).toEqual({ grant_type: 'refresh_token', refresh_token: 'r0', client_id: 'app' })
    expect(kept).toEqual(['r1', 'r2', 'r3'])
  })

  test('stays when the server gives no other', async () => {
    await using server = await tokenServer({ access_token: 't1', expires_in: 0 }, { access_token: 't2' })
    const auth = bearer(refreshToken({ tokenUrl: server.url, clientId: 'app', refreshToken: 'r0' }))
    const session = context()
    await authenticate(get(server.url), auth, exchange, session)
    await authenticate(get(server.url), auth, exchange, session)
    expect(asked(server).map(({ refresh_token: token }) => token)).toEqual(['r0', 'r0'])
  })
})

describe('a token endpoint that refuses', () => {
  test.each([
    [{ error: 'invalid_grant', error_description: 'hush is not known' }, /gave no token: invalid_grant$/],
    [{ error: 'hush, hush!' }, /gave no token: status 400$/],
    [{ token_type: 'Bearer' }, /gave no token: status 200$/],
    [{ access_token: 'hush', token_type: 'mac' }, /no bearer token/],
  ])('with %j gives a LoginError that shows no secret', async (answer, message) => {
    await using server = await tokenServer(answer)
    const auth = bearer(refreshToken({ tokenUrl: server.url, clientId: 'app', refreshToken: 'hush' }))
    const error: unknown = await authenticate(get(server.url), auth, exchange, context()).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(LoginError)
    expect(error).toMatchObject({ code: 'OAUTH', message: expect.stringMatching(message) })
    expect(inspect(error)).not.toContain('hush')
  })

  test('with a page of HTML gives a LoginError', async () => {
    await using server = await serve((_, response) => response.writeHead(503).end('<h1>busy</h1>'))
    const auth = bearer(clientCredentials({ tokenUrl: server.url, clientId: 'app', clientSecret: 'x' }))
    await expect(authenticate(get(server.url), auth, exchange, context())).rejects.toThrow(/status 503/)
  })
})
