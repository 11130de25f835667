import { resolve } from 'node:path'

import { expect, test } from 'vitest'

import { cookieOf, signIn } from '../site/client.ts'
import { startSite, type Site } from '../site/index.ts'
import { runCommand, startCommand } from '../support/cli.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts'

const CRAWLER = resolve(import.meta.dirname, '../support/crawlers/orders-crawler.ts')

test('login signs in every account of a crawler, checks and forgets all or one, and tells which is refused', async () => {
  await using site = await startSite({ orders: 1 })
  await using folder = await temporaryFolder()
  const refused = await latchkey(site, folder, ['login'], { GRACE_PASSWORD: 'wrong' })
  expect(refused.code).toBe(4)
  expect(refused.stdout).toMatch(/orders as ada {2}signed in[\s\S]+orders as alan {2}signed in/)
  expect(refused.stderr).toMatch(/^latchkey: the login of orders as grace was refused: .+\n$/)
  expect(site.logins).toBe(2)

  const one = await latchkey(site, folder, ['login', '--account', 'grace'])
  expect([one.code, one.stdout]).toEqual([0, expect.stringContaining('orders as grace  signed in')])
  expect(await latchkey(site, folder, ['login', '--check'])).toMatchObject({ code: 0, stderr: '' })
  const forgotten = await latchkey(site, folder, ['login', '--forget', '--account', 'ada'])
  expect(forgotten.stdout).toBe('orders as ada  forgotten\n')
  const checked = await latchkey(site, folder, ['login', '--check'])
  expect(checked).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('no session of orders as ada is kept here'),
  })
  expect(checked.stdout).toContain('orders as grace  still signed in')
  expect(site.logins).toBe(3)
})

test('a session is taken over for the account that is named, and for no other', async () => {
  await using site = await startSite({ orders: 1 })
  await using folder = await temporaryFolder()
  const cookie = cookieOf(await signIn(site, { username: 'grace', password: 'hopper' }))
  const input = `curl '${site.url}/account' -b '${cookie}'`
  const unnamed = await latchkey(site, folder, ['login', '--import', '-'], {}, input)
  expect(unnamed).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(
      'orders has several accounts: name one of ada, grace, alan with --account',
    ),
  })
  const taken = await latchkey(site, folder, ['login', '--import', '-', '--account', 'grace'], {}, input)
  expect([taken.code, taken.stdout]).toEqual([0, expect.stringContaining('orders as grace  signed in')])
  const page = ['/account/orders/GRACE-0001', '--route', 'order', '--account', 'grace']
  const fetched = await latchkey(site, folder, ['fetch', ...page])
  expect([fetched.code, fetched.stdout]).toEqual([0, expect.stringContaining('"account": "grace"')])
  const typo = await latchkey(site, folder, ['login', '--account', 'grave'])
  expect(typo.stderr).toContain('orders has no account grave: did you mean "grace"?')
  expect(site.logins).toBe(1)
})

test('why and status name the account', async () => {
  await using site = await startSite({ orders: 1 })
  await using folder = await temporaryFolder()
  const run = await latchkey(site, folder, ['run'], { GRACE_PASSWORD: 'wrong' })
  expect(run.code).toBe(4)
  expect(run.stdout).toContain('the login of orders as grace was refused')
  const all = await latchkey(site, folder, ['why', '/account/orders'])
  expect(all.stdout.match(/account +\w+/g)).toEqual(['account  ada', 'account  grace', 'account  alan'])
  const one = await latchkey(site, folder, ['why', '/account/orders', '--account', 'grace', '--json'])
  expect(JSON.parse(one.stdout)).toMatchObject({ account: 'grace', state: 'waiting' })
})

test('login is refused while the crawler is being crawled, and says by whom', async () => {
  await using site = await startSite({ orders: 60, latency: 400 })
  await using folder = await temporaryFolder()
  const { child, result, until } = startCommand(['run', CRAWLER], at(site, folder))
  await until(() => site.logins >= 3)
  const logins = site.logins
  for (const words of [['login'], ['login', '--forget']]) {
    const { code, stderr } = await latchkey(site, folder, words)
    expect([code, stderr]).toEqual([
      5,
      expect.stringContaining(`orders is being crawled by process ${child.pid}`),
    ])
  }
  expect(await latchkey(site, folder, ['login', '--check'])).toMatchObject({ code: 0 })
  expect(site.logins).toBe(logins)
  child.kill('SIGTERM')
  await result
})

function latchkey(
  site: Site,
  folder: TemporaryFolder,
  [command = '', ...words]: readonly string[],
  env: { readonly [name: string]: string } = {},
  input = '',
) {
  return runCommand([command, CRAWLER, ...words], { ...at(site, folder, env), input })
}

function at(site: Site, folder: TemporaryFolder, env: { readonly [name: string]: string } = {}) {
  return { cwd: folder.path, env: { SITE_URL: site.url, ...env } }
}
