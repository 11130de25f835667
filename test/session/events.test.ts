import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { setTimeout as sleep } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { Session } from '../../packages/core/src/session/session.ts'
import { serve } from '../support/serve.ts'

const CHANNELS = ['request', 'response', 'redirect', 'retry', 'error', 'cookie'].map(
  (name) => `latchkey:${name}`,
)

function bouncing(): ReturnType<typeof serve> {
  let turn = 0
  return serve((request, response) => {
    if (request.url === '/')
      response.writeHead(302, { location: '/end', 'set-cookie': ['a=1', 'b=2; Domain=other.example'] })
    else if (request.url === '/end' && (turn += 1) === 1) response.writeHead(503)
    response.end()
  })
}

test('hooks run for every hop and try, in order, and are waited for', async () => {
  await using server = await bouncing()
  const seen: string[] = []
  const note = async (text: string) => {
    await sleep(5)
    seen.push(text)
  }
  await using session = new Session({
    site: server.url,
    retry: { base: 0 },
    hooks: {
      beforeRequest: [({ request }) => note(`request ${request.url.pathname}`), () => note('second hook')],
      afterResponse: ({ response }) => note(`response ${response.status}`),
      beforeRedirect: ({ request, response }) =>
        note(`redirect ${response.status} to ${request.url.pathname}`),
      beforeRetry: ({ attempt, response }) => note(`retry ${attempt} after ${response?.status}`),
      onCookie: ({ cookie }) => note(`cookie ${cookie.name} ${cookie.type}`),
    },
  })
  await session.get('/')
  expect(seen).toEqual([
    'request /',
    'second hook',
    'cookie a set',
    'cookie b refused',
    'response 302',
    'redirect 302 to /end',
    'request /end',
    'second hook',
    'response 503',
    'retry 1 after 503',
    'request /end',
    'second hook',
    'response 200',
  ])
})

test('beforeRequest may change the request, and cookies follow its URL', async () => {
  await using server = await serve((_, response) => response.end())
  await using session = new Session({
    site: server.url,
    cookies: { sid: '1' },
    hooks: {
      beforeRequest: ({ request }) => ({
        ...request,
        headers: request.headers.clone().set('x-signed', 'yes'),
      }),
    },
  })
  session.cookies.set({ name: 'deep', value: '2', url: `${server.url}/deep/`, path: '/deep' })
  await session.get('/deep/x')
  expect(server.requests[0]?.headers).toMatchObject({ 'x-signed': 'yes', cookie: 'deep=2; sid=1' })
})

test('afterResponse may change the response, beforeRedirect the request, onError the error', async () => {
  await using server = await bouncing()
  await using session = new Session({
    site: server.url,
    hooks: {
      afterResponse: ({ response }) =>
        response.url.pathname === '/other' ? response.with({ body: 'changed' }) : undefined,
      beforeRedirect: ({ request }) => ({ ...request, url: new URL('/other', request.url) }),
      onError: ({ error }) => new Error('mine', { cause: error }),
    },
  })
  expect((await session.get('/')).text).toBe('changed')
  await expect(session.get('/', { redirect: 'error' })).rejects.toThrow('mine')
})

test('a hook that throws ends the call', async () => {
  await using server = await bouncing()
  const stop = () => {
    throw new Error('stop')
  }
  await using session = new Session({ site: server.url, hooks: { beforeRequest: stop } })
  await expect(session.get('/')).rejects.toThrow('stop')
  expect(server.requests).toEqual([])
})

test('every event is on its diagnostics channel', async () => {
  await using server = await bouncing()
  const seen: unknown[] = []
  const listen = (_: unknown, name: string | symbol) => seen.push(name)
  for (const name of CHANNELS) subscribe(name, listen)
  await using session = new Session({ site: server.url, retry: { base: 0 } })
  await session.get('/')
  await session.get('http://127.0.0.1:1/', { retry: false }).catch(() => {})
  for (const name of CHANNELS) unsubscribe(name, listen)
  expect(new Set(seen)).toEqual(new Set(CHANNELS))
})
