/** `null` removes, also what is no header yet: the cookies of the jar and the credentials of the session. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { basic, Session } from 'latchkey'
import { expect, test } from 'vitest'

import { serve } from '../support/serve.ts'

const auth = basic('ada', 'lovelace')
const BASIC = `Basic ${Buffer.from('ada:lovelace').toString('base64')}`

/** A server that redirects /to/<path> to /<path>, sets a cookie on the way, and says what it was sent. */
async function start() {
  const server = await serve(({ url }, response) => {
    const to = /^\/to(\/.*)/.exec(url)?.[1]
    if (to) response.writeHead(302, { location: to, 'set-cookie': 'hop=1; Path=/' })
    response.end()
  })
  const session = new Session({ site: server.url, cookies: { sid: '1' }, auth })
  const sent = () => server.requests.map(({ headers }) => [headers.cookie, headers.authorization])
  return {
    server,
    session,
    sent,
    async [Symbol.asyncDispose]() {
      await session.destroy()
      await server[Symbol.asyncDispose]()
    },
  }
}

test('Cookie: null sends no cookie of the jar, on no hop, and keeps those that come back', async () => {
  await using site = await start()
  await site.session.get('/to/page', { headers: { cookie: null } })
  expect(site.sent()).toEqual([
    [undefined, BASIC],
    [undefined, BASIC],
  ])
  await site.session.get('/page')
  expect(site.sent()[2]).toEqual(['sid=1; hop=1', BASIC])
})

test('Cookie: null leaves the cookies of the call', async () => {
  await using site = await start()
  await site.session.get('/to/page', { headers: { Cookie: null }, cookies: { own: 'x', sid: null } })
  expect(site.sent().map(([cookie]) => cookie)).toEqual(['own=x', 'own=x'])
})

test('Cookie: undefined inherits the jar', async () => {
  await using site = await start()
  await site.session.get('/page', { headers: { cookie: undefined, authorization: undefined } })
  expect(site.sent()).toEqual([['sid=1', BASIC]])
})

test('Authorization: null sends no credentials of the session, on no hop', async () => {
  await using site = await start()
  await site.session.get('/to/to/page', { headers: [['AUTHORIZATION', null]] })
  expect(site.sent().map(([, authorization]) => authorization)).toEqual([undefined, undefined, undefined])
  await site.session.get('/page')
  expect(site.sent()[3]?.[1]).toBe(BASIC)
})

test('Authorization: null silences the URL, single hosts and netrc too', async () => {
  await using site = await start()
  const { url } = site.server
  const netrc = join(mkdtempSync(join(tmpdir(), 'latchkey-')), 'netrc')
  writeFileSync(netrc, 'machine 127.0.0.1 login ada password lovelace\n')
  for (const options of [{ hosts: { [url]: auth } }, { netrc }]) {
    await using session = new Session({ site: url, ...options })
    await session.get('/page')
    await session.get(url.replace('//', '//ada:lovelace@'), { headers: { authorization: null } })
    await session.get('/page', { headers: { authorization: null } })
  }
  expect(site.sent().map(([, authorization]) => authorization)).toEqual([
    BASIC,
    undefined,
    undefined,
    BASIC,
    undefined,
    undefined,
  ])
})

test('the auth of the request itself comes before Authorization: null', async () => {
  await using site = await start()
  await site.session.get('/page', { headers: { authorization: null }, auth: basic('eve', 'x') })
  expect(site.sent()[0]?.[1]).toBe(`Basic ${Buffer.from('eve:x').toString('base64')}`)
})

test('a request that was built silent is sent silent', async () => {
  await using site = await start()
  const request = site.session.build('GET', '/to/page', { headers: { cookie: null, authorization: null } })
  await site.session.send(request)
  expect(site.sent()).toEqual([
    [undefined, undefined],
    [undefined, undefined],
  ])
})
