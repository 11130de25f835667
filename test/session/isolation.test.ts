import { expect, test } from 'vitest'

import { Session } from '../../packages/core/src/session/session.ts'
import { serve } from '../support/serve.ts'

function setting(): ReturnType<typeof serve> {
  let user = 0
  return serve((request, response) => {
    if (request.url === '/login') response.setHeader('set-cookie', `sid=${(user += 1)}; Path=/`)
    response.end(request.headers.cookie ?? '')
  })
}

test('sessions share neither cookies nor headers nor connections', async () => {
  await using server = await setting()
  await using first = new Session({ site: server.url })
  await using second = new Session({ site: server.url })
  await first.get('/login')
  first.headers.set('x-a', '1')
  expect((await second.get('/')).text).toBe('')
  expect(server.requests[1]?.headers['x-a']).toBeUndefined()
  expect((await second.get('/')).socketReused).toBe(true)
  expect((await first.get('/')).text).toBe('sid=1')
})

test('the options that a session was made of are not changed, nor do later changes of them count', async () => {
  await using server = await setting()
  const options = { site: server.url, headers: { 'x-a': '1' }, cookies: { c: '1' } }
  await using session = new Session(options)
  session.headers.set('x-a', '2')
  await session.get('/login')
  expect(options).toEqual({ site: server.url, headers: { 'x-a': '1' }, cookies: { c: '1' } })
})

test('a fork copies, shares or drops the cookies, and is closed on its own', async () => {
  await using server = await setting()
  await using session = new Session({ site: server.url, userAgent: 'me' })
  await session.get('/login')
  session.headers.set('x-a', '1').delete('accept')
  await using copy = session.fork()
  await using shared = session.fork({ cookies: 'share' })
  await using none = session.fork({ cookies: 'none' })
  expect((await copy.get('/')).text).toBe('sid=1')
  expect(server.requests.at(-1)?.headers).toMatchObject({ 'x-a': '1', 'user-agent': 'me' })
  expect(server.requests.at(-1)?.headers).not.toHaveProperty('accept')
  expect((await none.get('/')).text).toBe('')
  await copy.get('/login')
  expect((await session.get('/')).text).toBe('sid=1')
  await shared.get('/login')
  expect((await session.get('/')).text).toBe('sid=3')
  await copy.close()
  expect((await session.get('/')).status).toBe(200)
  copy.headers.set('x-a', '2')
  expect(session.headers.get('x-a')).toBe('1')
})

test('requests at once each get their own response, and cookies come in the order of the wire', async () => {
  await using server = await serve((request, response) => {
    setTimeout(
      () => response.setHeader('set-cookie', `n=${request.url.slice(1)}`).end(request.url),
      Math.random() * 20,
    )
  })
  await using session = new Session({ site: server.url })
  const paths = Array.from({ length: 100 }, (_, index) => `/${index}`)
  const texts = await Promise.all(paths.map(async (path) => (await session.get(path)).text))
  expect(texts).toEqual(paths)
  expect(session.cookies.all()).toHaveLength(1)
})

test('a session made, used and dropped leaves no listener on a shared signal', async () => {
  await using server = await setting()
  const controller = new AbortController()
  let listeners = 0
  const { signal } = controller
  const add = signal.addEventListener.bind(signal)
  const remove = signal.removeEventListener.bind(signal)
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    listeners += 1
    add(...args)
  }
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    listeners -= 1
    remove(...args)
  }
  await using session = new Session({ site: server.url })
  await Promise.all(Array.from({ length: 20 }, () => session.get('/', { signal })))
  expect(listeners).toBe(0)
})
