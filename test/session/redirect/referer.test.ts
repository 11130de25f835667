import { expect, test } from 'vitest'

import { refererFor } from '../../../packages/core/src/session/redirect/referer.ts'
import { Session } from '../../../packages/core/src/session/session.ts'
import { serve } from '../../support/serve.ts'

test.each([
  ['https://a.example/x?q=1#f', 'https://a.example/y', 'https://a.example/x?q=1'],
  ['https://ada:pw@a.example/x', 'https://a.example/y', 'https://a.example/x'],
  ['https://a.example/x?q=1', 'https://b.example/', 'https://a.example/'],
  ['https://a.example/x', 'https://a.example:8443/', 'https://a.example/'],
  ['http://a.example/x', 'https://a.example/x', 'http://a.example/'],
  ['https://a.example/x', 'http://a.example/x', null],
])('from %s to %s tells %s', (from, to, expected) => {
  expect(refererFor(new URL(from), new URL(to))).toBe(expected)
})

test("'auto' names the page that redirected, never its credentials (CVE-2021-22876)", async () => {
  await using target = await serve((_, response) => response.end())
  await using server = await serve((request, response) => {
    const location = request.url === '/a?q=1' ? '/b' : target.url
    response.writeHead(302, { location }).end()
  })
  await using session = new Session({ referer: 'auto' })
  await session.get(`${server.url.replace('//', '//ada:pw@')}/a?q=1#part`)
  expect(server.requests.map(({ headers }) => headers.referer)).toEqual([undefined, `${server.url}/a?q=1`])
  expect(target.requests[0]?.headers.referer).toBe(`${server.url}/`)
})

test('a page given as referer is named on every hop, as much as each may know', async () => {
  await using target = await serve((_, response) => response.end())
  await using server = await serve((_, response) => response.writeHead(302, { location: target.url }).end())
  await using session = new Session({ site: server.url })
  await session.get('/', { referer: `${server.url}/list?page=2#x` })
  expect(server.requests[0]?.headers.referer).toBe(`${server.url}/list?page=2`)
  expect(target.requests[0]?.headers.referer).toBe(`${server.url}/`)
})

test('a Referer header of your own is trimmed for another origin', async () => {
  await using target = await serve((_, response) => response.end())
  await using server = await serve((_, response) => response.writeHead(302, { location: target.url }).end())
  await using session = new Session({ site: server.url })
  await session.get('/', { headers: { referer: `${server.url}/secret` } })
  expect(target.requests[0]?.headers.referer).toBe(`${server.url}/`)
})

test('none is sent by default', async () => {
  await using server = await serve((request, response) => {
    response.writeHead(request.url === '/' ? 302 : 200, { location: '/end' }).end()
  })
  await using session = new Session({ site: server.url })
  await session.get('/')
  expect(server.requests.map(({ headers }) => headers.referer)).toEqual([undefined, undefined])
})
