import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'

import { describe, expect, test } from 'vitest'

import { basic } from '../../../packages/core/src/session/auth/basic.ts'
import { digest } from '../../../packages/core/src/session/auth/digest/digest.ts'
import { bearer } from '../../../packages/core/src/session/auth/token/bearer.ts'
import { Session } from '../../../packages/core/src/session/session.ts'
import { serve } from '../../support/serve.ts'
import type { TestServer } from '../../support/serve.ts'

const SECRETS = {
  Authorization: 'Custom hush',
  'Proxy-Authorization': 'Custom hush',
  Cookie: 'id=hush',
  'X-Api-Key': 'hush',
  'Api-Key': 'hush',
  'X-Auth-Token': 'hush',
  'X-CSRF-Token': 'hush',
  'X-XSRF-Token': 'hush',
  'X-Mine': 'hush',
}

/** A server whose `/to?<url>` redirects there; everything else is a page. */
function pages(status = 302, host?: string): Promise<TestServer> {
  return serve((request, response) => {
    const [path, target = ''] = request.url.split('?')
    if (path === '/to') return response.writeHead(status, { location: decodeURIComponent(target) }).end()
    return response.end('page')
  }, host)
}

const to = (from: TestServer, target: string) => `${from.url}/to?${encodeURIComponent(target)}`
const last = ({ requests }: TestServer) => JSON.stringify(requests.at(-1)?.rawHeaders)

/** The path of a netrc file. */
function netrc(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'netrc-')), 'netrc')
  writeFileSync(path, text)
  return path
}

describe('a redirect to another origin', () => {
  test.each([301, 302, 303, 307, 308])(
    '%i carries no header that proves who asks (CVE-2014-1829, CVE-2014-1830, CVE-2023-32681, CVE-2023-43804, ' +
      'CVE-2022-27774, CVE-2022-27776, CVE-2022-31151, CVE-2023-45143, CVE-2024-24758, CVE-2024-30260, undici#4917)',
    async (status) => {
      await using home = await pages(status)
      await using evil = await pages()
      await using own = new Session({ site: home.url, sensitiveHeaders: ['x-mine'] })
      await own.get(to(home, `${evil.url}/`), { headers: SECRETS })
      expect(last(home)).toContain('hush')
      expect(evil.requests).toHaveLength(1)
      expect(last(evil)).not.toContain('hush')
    },
  )

  test.each([
    ['pairs', Object.entries(SECRETS)],
    ['a Map', new Map(Object.entries(SECRETS))],
    [
      'upper case',
      Object.fromEntries(Object.entries(SECRETS).map(([name, value]) => [name.toUpperCase(), value])),
    ],
    ['lists', Object.fromEntries(Object.entries(SECRETS).map(([name, value]) => [name, [value]]))],
  ])('carries none either when headers were given as %s (GHSA-6cv7-626c-qhqw)', async (_, headers) => {
    await using home = await pages()
    await using evil = await pages()
    await using own = new Session({ site: home.url, sensitiveHeaders: ['x-mine'], headers })
    await own.get(to(home, `${evil.url}/`), { headers })
    expect(last(evil)).not.toContain('hush')
  })

  test('carries neither the session’s auth nor the request’s, by name or by port', async () => {
    await using home = await pages()
    await using port = await pages()
    for (const target of [port.url, home.url.replace('127.0.0.1', 'localhost')]) {
      const listener = target === port.url ? port : home
      await using own = new Session({ site: home.url, auth: basic('ada', 'hush') })
      await own.get(to(home, `${target}/`))
      expect(last(listener)).not.toContain('uthorization')
      await own.get(to(home, `${target}/`), { auth: basic('bob', 'hush') })
      expect(last(listener)).not.toContain('uthorization')
    }
  })

  test('carries no bearer token, and a 401 there is not answered with one', async () => {
    await using home = await pages()
    await using evil = await serve((_, response) => response.writeHead(401).end())
    await using own = new Session({
      site: home.url,
      auth: bearer({ token: 'hush', refresh: async () => 'hush-hush' }),
    })
    expect((await own.get(to(home, `${evil.url}/`))).status).toBe(401)
    expect(evil.requests).toHaveLength(1)
    expect(last(evil)).not.toContain('hush')
  })

  test('does not have a Digest challenge answered', async () => {
    await using home = await pages()
    await using evil = await serve((_, response) =>
      response.writeHead(401, { 'www-authenticate': 'Digest realm="r", nonce="n", qop="auth"' }).end(),
    )
    await using own = new Session({ site: home.url, auth: digest('ada', 'hush') })
    expect((await own.get(to(home, `${evil.url}/`))).status).toBe(401)
    expect(evil.requests).toHaveLength(1)
  })

  test('carries no user name and password of a URL, neither the first one’s nor its own', async () => {
    await using home = await pages()
    await using evil = await pages()
    await using own = new Session({ site: home.url })
    const target = evil.url.replace('http://', 'http://eve:planted@')
    await own.get(to(home, `${target}/`).replace('http://', 'http://ada:hush@'))
    expect(home.requests[0]?.headers.authorization).toBe(`Basic ${btoa('ada:hush')}`)
    expect(last(evil)).not.toContain('uthorization')
  })

  test('has the session’s auth again when it leads home', async () => {
    await using home = await pages()
    await using other = await pages()
    await using own = new Session({ site: home.url, auth: basic('ada', 'hush') })
    await own.get(to(home, to(other, `${home.url}/`)))
    expect(last(other)).not.toContain('uthorization')
    expect(last(home)).toContain(btoa('ada:hush'))
  })
})

describe('a host that is not the site’s', () => {
  test('gets none of the session’s credentials when it is called', async () => {
    await using home = await pages()
    await using other = await pages()
    await using own = new Session({
      site: home.url,
      auth: basic('ada', 'hush'),
      headers: { ...SECRETS, 'X-Plain': 'kept' },
      sensitiveHeaders: ['x-mine'],
    })
    await own.get(`${other.url}/`)
    expect(last(other)).not.toMatch(/hush|uthorization/)
    expect(last(other)).toContain('kept')
  })

  test('gets what the request itself brings', async () => {
    await using home = await pages()
    await using other = await pages()
    await using own = new Session({ site: home.url })
    await own.get(`${other.url}/`, { auth: basic('bob', 'builder') })
    expect(other.requests[0]?.headers.authorization).toBe(`Basic ${btoa('bob:builder')}`)
  })
})

describe('netrc', () => {
  test('is read for each hop, and no hop has the password of another (CVE-2024-11053, CVE-2025-0167)', async () => {
    await using first = await pages()
    await using second = await pages(302, 'localhost')
    const file = netrc('machine 127.0.0.1 login ada password hush\nmachine localhost login bob\n')
    await using own = new Session({ site: [first.url, second.url], netrc: file })
    await own.get(to(first, `${second.url}/`))
    expect(first.requests[0]?.headers.authorization).toBe(`Basic ${btoa('ada:hush')}`)
    expect(second.requests[0]?.headers.authorization).toBe(`Basic ${btoa('bob:')}`)
  })

  test('is not for another port of its host, nor for hosts that are not the site’s', async () => {
    await using home = await pages()
    await using other = await pages()
    await using own = new Session({ site: home.url, netrc: netrc('default login ada password hush\n') })
    await own.get(to(home, `${other.url}/`))
    expect(last(home)).toContain(btoa('ada:hush'))
    expect(last(other)).not.toContain('uthorization')
  })

  test('does not override a header, as in requests', async () => {
    await using home = await pages()
    await using own = new Session({ site: home.url, netrc: netrc('default login ada password hush\n') })
    await own.get(home.url, { headers: { authorization: 'Bearer mine' } })
    expect(home.requests[0]?.headers.authorization).toBe('Bearer mine')
  })

  test('is off unless asked for', async () => {
    await using home = await pages()
    process.env['NETRC'] = netrc('default login ada password hush\n')
    await using own = new Session({ site: home.url })
    await own.get(home.url)
    delete process.env['NETRC']
    expect(last(home)).not.toContain('uthorization')
  })
})

test('errors, sessions and saved states show no credentials', async () => {
  await using home = await pages()
  await using own = new Session({
    site: home.url,
    auth: basic('ada', 'hush'),
    headers: { 'X-Api-Key': 'hush' },
    maxRedirects: 1,
  })
  const error: unknown = await own
    .get(to(home, to(home, to(home, home.url))).replace('http://', 'http://ada:hush@'))
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Error)
  expect(inspect(error, { depth: 9 }) + inspect(own, { depth: 9 })).not.toContain('hush')
  expect(JSON.stringify(own.state())).not.toContain('hush')
})
