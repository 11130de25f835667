/** The security record (SESSION.md section 4): holes that peers had. Every one has a test somewhere; here are those that fit nowhere else. */
import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { factoryBody } from '../../packages/core/src/http/body/body.ts'
import { basic } from '../../packages/core/src/session/auth/basic.ts'
import { Session } from '../../packages/core/src/session/session.ts'
import { serve } from '../support/serve.ts'
import { httpProxy } from './transport/proxy/proxy-servers.ts'

/** One id of each row, and the rows without an id by what a test of them says. */
const RECORD = {
  requests: `CVE-2014-1829 CVE-2014-1830 CVE-2015-2296 CVE-2018-18074 CVE-2023-32681 CVE-2024-35195 CVE-2024-47081
    CVE-2026-25645`,
  urllib3: 'CVE-2023-43804 CVE-2024-37891 CVE-2025-66418 CVE-2025-66471 CVE-2026-21441',
  httpx: 'CVE-2021-41945 Proxy-Authorization',
  got: 'CVE-2022-33987',
  undici: `CVE-2022-31151 CVE-2023-45143 CVE-2024-24758 CVE-2024-30260 CVE-2022-32210 CVE-2026-9697 CVE-2026-6734
    GHSA-6cv7-626c-qhqw CVE-2022-31150 CVE-2022-35948 CVE-2022-35949 CVE-2023-23936 CVE-2026-1527 CVE-2026-15157
    CVE-2026-1525 CVE-2025-22150 CVE-2026-22036 CVE-2024-24750 CVE-2026-2581 GHSA-35p6-xmwp-9g52 CVE-2026-48931
    GHSA-8xcm-r25x-g524 CVE-2026-9679 CVE-2026-11525 GHSA-v3r7 CVE-2026-9678 undici#4917`,
  'tough-cookie': 'CVE-2023-26136 tough-cookie#79 tough-cookie#154',
  curl: `CVE-2022-27774 CVE-2022-27776 CVE-2022-27779 CVE-2023-46218 CVE-2022-32205 CVE-2022-32206 CVE-2022-32207
    CVE-2022-35252 CVE-2023-38039 CVE-2024-11053 CVE-2025-0167 CVE-2025-9086 CVE-2026-3784 CVE-2026-1965
    CVE-2026-8927 CVE-2026-6276 CVE-2021-22876`,
  axios: 'CVE-2026-44486 CVE-2026-44492 CVE-2026-42038',
  many: 'CVE-2016-5385 SSRF',
}

test('every row of the security record is named by a test', async () => {
  const folder = join(import.meta.dirname, '..')
  let tests = ''
  for await (const path of glob('{session,http}/**/*.test.ts', { cwd: folder })) {
    const text = readFileSync(join(folder, path), 'utf8')
    tests += path.includes('security-record') ? text.replaceAll(/^(?!test\().*$/gm, '') : text
  }
  expect(
    Object.values(RECORD)
      .flatMap((ids) => ids.split(/\s+/))
      .filter((id) => !tests.includes(id)),
  ).toEqual([])
})

test('CVE-2021-41945: a changed copy of a URL or request names the same host as the one that is sent', async () => {
  await using server = await serve((_request, response) => response.end())
  await using session = new Session({ baseUrl: server.url })
  for (const path of [
    '/@evil.example',
    '/..//evil.example',
    '//evil.example@x',
    '/\\evil.example',
    '/?@evil.example/#@x',
  ]) {
    const request = session.build('GET', path, { query: { a: '//evil.example' } })
    expect(request.url.origin).toBe(server.url)
    await session.send(request)
  }
  expect(server.requests).toHaveLength(5)
})

test('CVE-2023-23936, CVE-2026-15157, GHSA-m8rv: no part of a request can bring in a header line', async () => {
  await using server = await serve((_request, response) => response.end())
  await using session = new Session({ baseUrl: server.url })
  const evil = 'a\r\nX-Evil: 1'
  const refused = [
    () => session.get('/', { headers: { Host: evil } }),
    () => session.get('/', { headers: { [evil]: '1' } }),
    () => session.request(`GET / HTTP/1.1\r\nX-Evil: 1\r\n\r\nGET`, '/'),
    () => session.get('/', { cookies: { a: evil } }),
    () => session.get('/', { auth: basic('u', evil) }),
    () => session.post('/', { body: { ...factoryBody(() => new Uint8Array()), type: evil } }),
    () => session.post('/', { multipart: { f: { data: 'x', type: evil } } }),
  ]
  for (const send of refused) await expect(async () => send()).rejects.toMatchObject({ code: 'DEFINITION' })
  await session.post(`/${evil}`, { body: new Blob(['x'], { type: evil }) }).catch(() => {})
  await session.post('/', { multipart: { [evil]: evil }, query: { [evil]: evil }, form: undefined })
  expect(server.requests.every(({ headers }) => !('x-evil' in headers))).toBe(true)
})

test('CVE-2026-2581: equal requests under way at once are not held together, nor their bodies kept', async () => {
  await using server = await serve((_request, response) => response.end(String(server.requests.length)))
  await using session = new Session({ baseUrl: server.url })
  const texts = (await Promise.all(Array.from({ length: 5 }, () => session.get('/')))).map(({ text }) => text)
  expect(new Set(texts).size).toBe(5)
})

test('CVE-2026-9678, GHSA-pr7r: an authorised response is given to nobody else', async () => {
  await using server = await serve(({ headers }, response) =>
    response.setHeader('cache-control', 'public, max-age=600').end(headers.authorization ?? 'nobody'),
  )
  await using ada = new Session({ baseUrl: server.url, auth: basic('ada', 'a') })
  await using other = new Session({ baseUrl: server.url })
  expect((await ada.get('/')).text).toMatch(/^Basic/)
  expect((await other.get('/')).text).toBe('nobody')
  expect((await ada.get('/', { auth: null })).text).toBe('nobody')
})

test('GHSA-8xcm-r25x-g524: a try after a broken body begins anew, and no two responses are joined', async () => {
  await using server = await serve(({ headers }, response) => {
    expect(headers.range).toBeUndefined()
    if (server.requests.length > 1) response.end('the second page')
    else {
      response.writeHead(200, { 'content-length': 15, etag: '"x"' }).write('the fi')
      setTimeout(() => response.destroy(), 20)
    }
  })
  await using session = new Session({ baseUrl: server.url, retry: { base: 1 } })
  expect((await session.get('/')).text).toBe('the second page')
})

test('CVE-2026-44486: proxy credentials are not sent once a redirect leads past the proxy', async () => {
  await using proxy = await httpProxy({ credentials: 'u:p' })
  await using direct = await serve((_request, response) => response.end('direct'))
  await using proxied = await serve((_request, response) =>
    response.writeHead(302, { location: direct.url }).end(),
  )
  const through = `http://u:p@127.0.0.1:${proxy.port}`
  await using session = new Session({ proxy: (url) => (url.origin === proxied.url ? through : null) })
  expect((await session.get(proxied.url)).text).toBe('direct')
  expect([proxy.seen.length, direct.requests[0]?.headers]).toEqual([
    1,
    expect.not.objectContaining({ 'proxy-authorization': expect.anything() }),
  ])
})

test('httpx: a Proxy-Authorization header does not cross origins', async () => {
  await using other = await serve((_request, response) => response.end())
  await using server = await serve((_request, response) =>
    response.writeHead(307, { location: other.url }).end(),
  )
  await using session = new Session({ headers: { 'Proxy-Authorization': 'Basic eA==' } })
  await session.get(server.url)
  expect(other.requests[0]?.headers).not.toHaveProperty('proxy-authorization')
})
