import { expect, test } from 'vitest'

import { bearer } from '../../packages/core/src/session/auth/token/bearer.ts'
import type { SessionOptions } from '../../packages/core/src/session/options.ts'
import { Session } from '../../packages/core/src/session/session.ts'
import { serve } from '../support/serve.ts'

const forever = () => new Promise<never>(() => {})

const HANGING: readonly (readonly [what: string, options: SessionOptions])[] = [
  ['an auth function', { auth: forever }],
  ['the renewal of a token', { auth: bearer({ refresh: forever }) }],
  ['a beforeRequest hook', { hooks: { beforeRequest: forever } }],
  ['an afterResponse hook', { hooks: { afterResponse: forever } }],
  ['a redirect function', { redirect: forever }],
]

test.each(HANGING)('%s that hangs ends with the signal and with the total time', async (_what, options) => {
  await using server = await serve((_request, response) =>
    response.writeHead(302, { location: '/next' }).end(),
  )
  const session = new Session({ baseUrl: server.url, retry: false, ...options })
  await expect(session.get('/', { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
    code: 'ABORTED',
  })
  await expect(session.get('/', { timeout: 50 })).rejects.toMatchObject({ code: 'TOTAL_TIMEOUT' })
  await session.close()
})

test('destroy ends a call whose auth function hangs', async () => {
  const session = new Session({ baseUrl: 'http://127.0.0.1', auth: forever })
  const call = session.get('/')
  await session.destroy()
  await expect(call).rejects.toMatchObject({ code: 'CLOSED' })
})

test('close may be called several times at once', async () => {
  await using server = await serve((_request, response) => setTimeout(() => response.end('late'), 30))
  const session = new Session({ baseUrl: server.url })
  const call = session.get('/')
  await Promise.all([session.close(), session.close(), session[Symbol.asyncDispose]()])
  expect((await call).text).toBe('late')
})

test('an onCookie hook that throws leaves no connection behind', async () => {
  await using server = await serve((_request, response) => {
    response.setHeader('set-cookie', 'a=1').end(Buffer.alloc(1 << 20))
  })
  const refuse = () => {
    throw new Error('not this one')
  }
  await using session = new Session({ baseUrl: server.url, connections: 1, hooks: { onCookie: refuse } })
  for (let count = 0; count < 3; count += 1) {
    await expect(session.get('/', { timeout: { queue: 500 } })).rejects.toThrow('not this one')
  }
})
