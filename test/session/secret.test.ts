import { inspect } from 'node:util'

import { Secret, secret, Session } from 'latchkey'
import { expect, test } from 'vitest'

import { reveal } from '../../packages/core/src/session/secret.ts'
import { serve } from '../support/serve.ts'

test('a secret of another copy of the module is a secret too', async () => {
  const copy = (await import(
    `${new URL('../../packages/core/src/session/secret.ts', import.meta.url).href}?copy`
  )) as { readonly Secret: typeof Secret }
  const foreign = new copy.Secret(() => 'lovelace')
  expect(copy.Secret).not.toBe(Secret)
  expect(foreign).toBeInstanceOf(Secret)
  expect(reveal(foreign)).toBe('lovelace')
  expect([String(foreign), inspect(foreign), JSON.stringify(foreign)].join()).not.toContain('lovelace')
})

test('a secret header is revealed on the wire and nowhere else', async () => {
  await using server = await serve((request, response) => {
    if (request.url === '/in') response.writeHead(307, { location: '/page' })
    response.end()
  })
  const seen: unknown[] = []
  const key = new Secret(() => 'lovelace')
  await using session = new Session({
    baseUrl: server.url,
    headers: { 'X-Key': key },
    hooks: { beforeRequest: ({ request }) => void seen.push(inspect(request), JSON.stringify(request)) },
  })
  await session.post('/in', { headers: [['X-Token', key]], json: {} })
  session.headers.set('X-Third', [key, 'plain'])
  await session.fork().get('/page')
  const sent = server.requests.map(({ headers }) => [
    headers['x-key'],
    headers['x-token'],
    headers['x-third'],
  ])
  expect(sent).toEqual([
    ['lovelace', 'lovelace', undefined],
    ['lovelace', 'lovelace', undefined],
    ['lovelace', undefined, 'lovelace, plain'],
  ])
  expect(session.headers.get('x-third')).toBe('[secret], plain')
  const shown = [inspect(session.headers), JSON.stringify(session.state({ credentials: 'keep' })), ...seen]
  expect(shown.join()).not.toContain('lovelace')
})

test('a secret header that cannot be sent is refused before any I/O, and not shown', async () => {
  await using server = await serve((_request, response) => response.end())
  await using session = new Session({ baseUrl: server.url })
  const broken = new Secret(() => 'love\r\nlace')
  const sending = session.get('/', { headers: { 'X-Key': broken } })
  await expect(sending).rejects.toThrow(/^header X-Key has a value that cannot be sent/)
  await expect(sending).rejects.not.toThrow(/lace/)
  await expect(session.get('/', { headers: { 'X-Key': secret('NOT_SET') } })).rejects.toThrow(/NOT_SET/)
  expect(server.requests).toEqual([])
})

test('what only looks like a secret is none', () => {
  for (const value of ['[secret]', null, undefined, { reveal: () => 'x' }, () => 'x']) {
    expect(value instanceof Secret).toBe(false)
  }
})
