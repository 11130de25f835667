import { mkdir, mkdtemp, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { StoreError } from '../../../packages/core/src/errors.ts'
import { basic } from '../../../packages/core/src/session/auth/basic.ts'
import { Session } from '../../../packages/core/src/session/session.ts'

const SITE = 'https://shop.example'
const SOON = new Date(Date.now() + 3_600_000)

async function folder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'latchkey-'))
}

function signedIn(): Session {
  const session = new Session({
    site: SITE,
    auth: basic('ada', 'hunter2'),
    headers: { 'x-api-key': 'hunter2' },
  })
  session.cookies.set({ name: 'sid', value: '1', url: SITE, httpOnly: true, secure: true, sameSite: 'lax' })
  session.cookies.set({ name: 'kept', value: '2', domain: 'shop.example', expires: SOON, path: '/a' })
  return session
}

test('a saved session is loaded with its cookies, expiries, flags and own headers', async () => {
  const path = join(await folder(), 'session.json')
  const session = signedIn()
  session.headers.set('x-lang', 'en')
  await session.save(path)
  const loaded = await Session.load(path, { site: SITE })
  expect(loaded.cookies.all()).toEqual(session.cookies.all())
  expect(loaded.cookies.all()[1]?.expires?.getTime()).toBe(SOON.getTime())
  expect(loaded.headers.get('x-lang')).toBe('en')
})

test('the state is plain JSON, versioned, without passwords, keys and defaults', () => {
  const state = signedIn().state()
  expect(JSON.parse(JSON.stringify(state))).toEqual(state)
  expect(state).toMatchObject({ version: 1, headers: [] })
  expect(JSON.stringify(state)).not.toContain('hunter2')
})

test('the file is whole, for its owner alone, and nothing is left beside it', async () => {
  const path = join(await folder(), 'session.json')
  await signedIn().save(path)
  await signedIn().save(path)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(join(path, '..'))).toEqual(['session.json'])
})

test('a link in the way is replaced, not followed (CVE-2022-32207, CVE-2026-25645)', async () => {
  const directory = await folder()
  await writeFile(join(directory, 'victim'), 'untouched')
  const path = join(directory, 'session.json')
  await symlink(join(directory, 'victim'), path)
  await signedIn().save(path)
  expect(await readFile(join(directory, 'victim'), 'utf8')).toBe('untouched')
})

test('session cookies are kept unless dropped', () => {
  const session = signedIn()
  expect(session.state().cookies.cookies).toHaveLength(2)
  expect(session.state({ sessionCookies: 'drop' }).cookies.cookies.map(({ name }) => name)).toEqual(['kept'])
})

test('restore takes the place of what was there, or of nothing when the state is wrong', () => {
  const session = signedIn()
  const other = new Session({ site: SITE, cookies: { other: '1' } })
  session.restore(other.state())
  expect(session.cookies.all().map(({ name }) => name)).toEqual(['other'])
  for (const wrong of [null, 'x', {}, { version: 2 }, { version: 1 }, { ...other.state(), cookies: {} }]) {
    expect(() => session.restore(wrong)).toThrow(StoreError)
  }
  expect(session.cookies.all().map(({ name }) => name)).toEqual(['other'])
})

test('version grows with each change of cookies, headers and nonces, and only then', async () => {
  await using session = new Session({
    site: SITE,
    transport: ({ url }) => ({ headers: url.pathname === '/set' ? { 'set-cookie': 'a=1' } : {} }),
  })
  const versions = [session.version]
  for (const path of ['/', '/set', '/', '/set']) {
    await session.get(path)
    versions.push(session.version)
  }
  session.headers.set('x-token', '1')
  versions.push(session.version)
  expect(versions[1]).toBe(versions[0])
  expect(versions[2]).toBeGreaterThan(versions[1]!)
  expect(versions[3]).toBe(versions[2])
  expect(versions[5]).toBeGreaterThan(versions[4]!)
  session.restore(new Session({ site: SITE, cookies: { b: '1' } }).state())
  expect(session.version).toBeGreaterThan(versions[5]!)
})

test("two processes that save in one file keep each other's changes", async () => {
  const path = join(await folder(), 'session.json')
  const set = (session: Session, name: string, value: string) =>
    session.cookies.set({ name, value, url: SITE })
  const first = new Session({ site: SITE, cookies: { common: '0', gone: '0', both: '0' } })
  await first.save(path)
  const second = await Session.load(path, { site: SITE })
  set(first, 'mine', '1')
  set(first, 'both', 'first')
  await first.save(path)
  set(second, 'theirs', '2')
  set(second, 'both', 'second')
  second.cookies.delete('gone')
  await second.save(path)
  const values = (session: Session) =>
    Object.fromEntries(session.cookies.all().map(({ name, value }) => [name, value]))
  expect(values(await Session.load(path))).toEqual({ common: '0', mine: '1', theirs: '2', both: 'second' })
  expect(values(second)).toEqual({ common: '0', mine: '1', theirs: '2', both: 'second' })
  await first.save(path)
  expect(values(await Session.load(path))).toMatchObject({ theirs: '2' })
  expect(values(await Session.load(path))).not.toHaveProperty('gone')
})

test.each([
  ['STATE_MISSING', undefined],
  ['STATE_DAMAGED', '{"cookies": "hunter2'],
  ['STATE_DAMAGED', '[]'],
  ['STATE_VERSION', '{"version": 99}'],
])('%s tells what to do, and nothing of the content', async (code, text) => {
  const path = join(await folder(), 'session.json')
  if (text !== undefined) await writeFile(path, text)
  const error = await Session.load(path).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(StoreError)
  expect(error).toMatchObject({ code })
  expect((error as Error).cause).toBeUndefined()
  expect(String(error)).not.toContain('hunter2')
})

test('a folder that is not there is STATE_UNWRITABLE, a file that cannot be read STATE_UNREADABLE', async () => {
  const directory = await folder()
  await expect(signedIn().save(join(directory, 'no', 'session.json'))).rejects.toMatchObject({
    code: 'STATE_UNWRITABLE',
  })
  await mkdir(join(directory, 'session.json'))
  await expect(Session.load(join(directory, 'session.json'))).rejects.toMatchObject({
    code: 'STATE_UNREADABLE',
  })
})

test('a state cannot bring in a bad cookie, a header line or a prototype (CVE-2023-26136)', () => {
  const session = new Session({ site: SITE })
  const state = signedIn().state()
  const bad = { ...state.cookies.cookies[0]!, value: 'a\r\nSet-Cookie: x' }
  session.restore({ ...state, cookies: { version: 1, cookies: [bad] } })
  expect(session.cookies.all()).toEqual([])
  expect(() => session.restore({ ...state, headers: [['x', 'a\r\nb: c']] })).toThrow()
  session.restore(
    JSON.parse(`{"version":1,"cookies":{"version":1,"cookies":[]},"headers":[],"__proto__":{"polluted":1}}`),
  )
  expect({}).not.toHaveProperty('polluted')
})
