import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'

import { expect, test } from 'vitest'

import { BodyError } from '../../packages/core/src/errors.ts'
import { Response } from '../../packages/core/src/http/response.ts'
import { Session } from '../../packages/core/src/session/session.ts'
import { serve } from '../support/serve.ts'

test('is made of saved bytes, with nothing but a URL', () => {
  const response = new Response({ url: 'https://ada:pw@shop.example/a#b' })
  expect(response).toMatchObject({
    status: 200,
    ok: true,
    method: 'GET',
    text: '',
    history: [],
    flags: [],
    lenient: false,
  })
  expect(response.url.href).toBe('https://shop.example/a#b')
  expect(response.requestUrl.href).toBe('https://shop.example/a#b')
  expect(response.bytes).toEqual({ raw: 0, decoded: 0 })
  expect(response.timings.total).toBe(0)
  expect(response.throwIfNotOk()).toBe(response)
})

test('a text stands for itself, bytes are decoded as a browser would', () => {
  const url = 'https://a.example/'
  const headers = { 'content-type': 'text/html; charset=latin1' }
  expect(new Response({ url, headers, body: '☃' }).text).toBe('☃')
  expect(new Response({ url, headers, body: Uint8Array.of(0xe9) }).text).toBe('é')
  expect(new Response({ url, body: Buffer.from('<meta charset=koi8-r>\xe9', 'latin1') }).text).toContain('И')
  expect(new Response({ url, headers, body: Uint8Array.of(0xe9), charset: 'koi8-r' }).text).toBe('И')
  expect(new Response({ url, body: Uint8Array.of(0xe9), fallbackCharset: 'koi8-r' }).text).toBe('И')
})

test('$ is parsed once, when first used; noscript is read', () => {
  const response = new Response({
    url: 'https://a.example/',
    body: '<h1>x</h1><noscript><img src=a.png></noscript>',
  })
  expect(response.$).toBe(response.$)
  expect(response.$('h1').text()).toBe('x')
  expect(response.$('img').attr('src')).toBe('a.png')
})

test('what was made of a body can be let go of, and is made again', () => {
  for (const body of ['<p>x', Buffer.from('<p>x')]) {
    const response = new Response({ url: 'https://a.example/', body })
    const { $ } = response
    response.forget()
    expect(response.$).not.toBe($)
    expect([response.$('p').text(), response.text]).toEqual(['x', '<p>x'])
  }
})

test('links of the Link header are resolved; lines have no ends', () => {
  const headers = { link: '</?page=2>; rel="next last", <b>; rel=prev' }
  const response = new Response({ url: 'https://a.example/x/y', headers, body: 'a\r\nb\rc\n' })
  expect(response.links.map(({ url }) => url.href)).toEqual([
    'https://a.example/?page=2',
    'https://a.example/x/b',
  ])
  expect(response.lines()).toEqual(['a', 'b', 'c'])
})

test('json names the place of what is wrong, and none of it', () => {
  const response = new Response({ url: 'https://a.example/', body: '{"password": hunter2}' })
  expect(() => response.json()).toThrow(BodyError)
  expect(() => response.json()).toThrow(/line 1, column 14/)
  expect(() => response.json()).not.toThrow(/hunter2/)
})

test('with gives a changed copy', () => {
  const response = new Response({ url: 'https://a.example/', status: 503, body: 'x' })
  expect(response.with({ status: 200 })).toMatchObject({ status: 200, text: 'x' })
  expect(response.status).toBe(503)
})

test('shows status, method and URL when it is inspected, and nothing more', () => {
  const response = new Response({
    url: 'https://u:hunter2@a.example/',
    headers: { 'set-cookie': 'a=hunter2' },
    body: 'hunter2',
  })
  expect(inspect(response)).toBe('Response 200 GET https://a.example/')
  expect(inspect([response], { depth: 9, showHidden: true })).not.toContain('hunter2')
})

test('a body beyond maxBody is BODY_TOO_LARGE, with the status and headers that came before', async () => {
  await using server = await serve((_, response) =>
    response.writeHead(206, { 'x-a': '1' }).end(Buffer.alloc(5000)),
  )
  await using session = new Session({ site: server.url, maxBody: 4999 })
  const error = await session.get('/').catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(BodyError)
  expect(error).toMatchObject({ code: 'BODY_TOO_LARGE', response: { status: 206 }, url: `${server.url}/` })
  expect((error as BodyError).response?.headers.get('x-a')).toBe('1')
  expect((await session.get('/', { maxBody: 5000 })).body).toHaveLength(5000)
  expect((await session.get('/', { maxBody: null })).body).toHaveLength(5000)
})

test('a bomb is stopped early (CVE-2026-22036)', async () => {
  const bomb = gzipSync(Buffer.alloc(100_000_000))
  await using server = await serve((_, response) => response.setHeader('content-encoding', 'gzip').end(bomb))
  await using session = new Session({ site: server.url })
  await expect(session.get('/')).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' })
})

test('what was mended is flagged, and sizes are told raw and decoded', async () => {
  const whole = gzipSync('text '.repeat(1000))
  await using server = await serve((request, response) => {
    const body = request.url === '/cut' ? whole.subarray(0, -12) : whole
    response.writeHead(request.url === '/404' ? 404 : 200, { 'content-encoding': 'gzip' }).end(body)
  })
  await using session = new Session({ site: server.url })
  expect((await session.get('/cut')).flags).toContain('truncated-encoding')
  const found = await session.get('/')
  expect(found.flags).toEqual([])
  expect(found.bytes).toEqual({ raw: whole.length, decoded: 5000 })
  expect((await session.get('/404')).text).toMatch(/^text text/)
})

test('HEAD and 304 have an empty body, whatever their headers say', async () => {
  await using server = await serve((request, response) => {
    response
      .writeHead(request.url === '/304' ? 304 : 200, { 'content-encoding': 'gzip', 'content-length': 500 })
      .end()
  })
  await using session = new Session({ site: server.url })
  expect((await session.head('/')).body).toHaveLength(0)
  expect((await session.get('/304')).body).toHaveLength(0)
})
