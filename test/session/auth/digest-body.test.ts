import { inspect } from 'node:util'

import { describe, expect, test } from 'vitest'

import { BodyError } from '../../../packages/core/src/errors.ts'
import { bytesBody, factoryBody } from '../../../packages/core/src/http/body/body.ts'
import { streamBody } from '../../../packages/core/src/http/body/stream-body.ts'
import { AuthState } from '../../../packages/core/src/session/auth/auth-state.ts'
import { digest } from '../../../packages/core/src/session/auth/digest/digest.ts'
import { authenticate } from '../../../packages/core/src/session/steps/authenticate.ts'
import { serve } from '../../support/serve.ts'
import type { TestServer } from '../../support/serve.ts'
import { isSigned, parametersOf } from './digest-server.ts'
import { context, exchange, get, post } from './exchange.ts'

const ada = digest('ada', 'lovelace')
const body = bytesBody(Buffer.from('name=value'))

async function* pieces() {
  yield Buffer.from('name=')
  yield Buffer.from('value')
}

/** Lets in who signs for `ada`, with the `qop` that it offers. */
function protectedServer(qop = 'auth', realm = 'r'): Promise<TestServer> {
  return serve((request, response) => {
    if (isSigned(request, 'ada', 'lovelace')) return response.end(request.body)
    return response
      .writeHead(401, { 'www-authenticate': `Digest realm="${realm}", nonce="n", qop="${qop}"` })
      .end('who?')
  })
}

describe('a body under digest', () => {
  test.each([
    ['bytes', () => body],
    ['a factory', () => factoryBody(pieces)],
  ])('of %s goes with the challenge and again with the answer', async (_, make) => {
    await using server = await protectedServer()
    expect((await authenticate(post(server.url, make()), ada, exchange, context())).text).toBe('name=value')
    expect(server.requests.map((request) => request.body)).toEqual(['name=value', 'name=value'])
  })

  test('of a stream fails when it would have to go twice, and says how to mend it', async () => {
    await using server = await protectedServer()
    const failure = authenticate(post(server.url, streamBody(pieces())), ada, exchange, context())
    await expect(failure).rejects.toThrow(BodyError)
    await expect(failure).rejects.toMatchObject({ code: 'BODY_NOT_REPLAYABLE' })
    await expect(failure).rejects.toThrow(/GET a page first/)
  })

  test('of a stream goes once when the challenge is known', async () => {
    await using server = await protectedServer()
    const session = context()
    await authenticate(get(server.url), ada, exchange, session)
    const response = await authenticate(post(server.url, streamBody(pieces())), ada, exchange, session)
    expect(response.text).toBe('name=value')
    expect(server.requests).toHaveLength(3)
  })

  test.each([
    ['bytes', () => body],
    ['a factory', () => factoryBody(pieces)],
    ['nothing', () => bytesBody(new Uint8Array())],
  ])('of %s is in the signature with auth-int', async (_, make) => {
    await using server = await protectedServer('auth-int')
    expect((await authenticate(post(server.url, make()), ada, exchange, context())).status).toBe(200)
    expect(parametersOf(server.requests[1]?.headers.authorization)['qop']).toBe('auth-int')
  })

  test('is left out of the signature where auth is offered too', async () => {
    await using server = await protectedServer('auth-int, auth')
    await authenticate(post(server.url, body), ada, exchange, context())
    expect(parametersOf(server.requests[1]?.headers.authorization)['qop']).toBe('auth')
  })

  test('of a stream cannot be signed with auth-int', async () => {
    await using server = await protectedServer('auth-int')
    const session = context()
    await authenticate(get(server.url), ada, exchange, session)
    const failure = authenticate(post(server.url, streamBody(pieces())), ada, exchange, session)
    await expect(failure).rejects.toMatchObject({ code: 'BODY_NOT_REPLAYABLE' })
  })
})

function noncesSent({ requests }: TestServer) {
  return requests.map(({ headers }) => parametersOf(headers.authorization)['nonce'])
}

describe('what digest learns', () => {
  test('stays in its session, though two share the credentials', async () => {
    await using server = await protectedServer()
    await authenticate(get(server.url), ada, exchange, context())
    await authenticate(get(server.url), ada, exchange, context())
    expect(noncesSent(server)).toEqual([undefined, 'n', undefined, 'n'])
  })

  test('is not used with other credentials (CVE-2026-8927, CVE-2026-3784, CVE-2026-1965)', async () => {
    await using server = await protectedServer()
    const session = context()
    await authenticate(get(server.url), ada, exchange, session)
    await authenticate(get(server.url), digest('eve', 'x'), exchange, session)
    expect(noncesSent(server)).toEqual([undefined, 'n', undefined, 'n'])
    expect(server.requests[3]?.headers.authorization).toContain('username="eve"')
  })

  test('is not used for another origin', async () => {
    await using first = await protectedServer()
    await using second = await protectedServer()
    const session = context()
    await authenticate(get(first.url), ada, exchange, session)
    await authenticate(get(second.url), ada, exchange, session)
    expect(noncesSent(second)).toEqual([undefined, 'n'])
  })

  test('is forgotten when it is refused for good', async () => {
    const password = { value: 'lovelace' }
    await using server = await serve((request, response) =>
      isSigned(request, 'ada', password.value)
        ? response.end()
        : response.writeHead(401, { 'www-authenticate': 'Digest realm="r", nonce="n"' }).end(),
    )
    const session = context()
    await authenticate(get(server.url), ada, exchange, session)
    password.value = 'changed'
    expect((await authenticate(get(server.url), ada, exchange, session)).status).toBe(401)
    expect(session.state.toJSON().digest).toEqual([])
  })

  test('survives in the state file, count included, and tells no name and no password', async () => {
    await using server = await protectedServer()
    const session = context()
    await authenticate(get(server.url), ada, exchange, session)
    const saved = JSON.stringify(session.state)
    expect(saved).not.toMatch(/ada|lovelace/)
    const restored = context(new AuthState(JSON.parse(saved)))
    await authenticate(get(server.url), ada, exchange, restored)
    expect(parametersOf(server.requests[2]?.headers.authorization)).toMatchObject({
      nonce: 'n',
      nc: '00000002',
    })
  })

  test('is read from a damaged file as far as it can be', () => {
    for (const saved of [
      {},
      { digest: 'x' },
      { digest: [null, 1, { user: 'u' }, { challenge: null }, { challenge: { algorithm: 1 } }] },
    ]) {
      expect(new AuthState(saved).toJSON()).toEqual({ digest: [] })
    }
  })

  test('has a bound', async () => {
    let realm = 0
    await using server = await serve((request, response) =>
      isSigned(request, 'ada', 'lovelace')
        ? response.end()
        : response
            .writeHead(401, {
              'www-authenticate': `Digest realm="${(realm += 1)}", nonce="n", domain="/${realm}"`,
            })
            .end(),
    )
    const session = context()
    for (let turn = 0; turn < 110; turn += 1) await authenticate(get(server.url), ada, exchange, session)
    expect(session.state.toJSON().digest).toHaveLength(100)
  })
})

test('digest shows nothing of itself, and refuses control characters', () => {
  const shown = inspect(digest('ada-name', 'hush'), { depth: 9, showHidden: true })
  expect(shown).not.toMatch(/ada-name|hush/)
  expect(() => digest('ada\n', 'x')).toThrow(/control character/)
  expect(() => digest('ada', 'x\r')).toThrow(/control character/)
})
