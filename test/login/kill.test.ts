import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'

import { startSite, type Site } from '../site/index.ts'
import { reportOf, runCommand, startCommand } from '../support/cli.ts'
import { PASSWORDS } from '../support/crawlers/orders.ts'
import { temporaryFolder } from '../support/folder.ts'

const CRAWLER = resolve(import.meta.dirname, '../support/crawlers/expiry-crawler.ts')
const MEMBERS = 600
const LIFE = 40
const KILLS = 10
const ORDERS = resolve(import.meta.dirname, '../support/crawlers/orders-crawler.ts')

/** The moments of an expiry; each is true once it has come, seen from the site. */
const phases: readonly ((site: Site, before: Moment) => boolean)[] = [
  // Pages are held back, and the session is about to die.
  (site, before) => site.logins > before.logins && servedSince(site) >= LIFE - 5,
  // It is dead, and nobody knows yet.
  (site, before) => site.logins > before.logins && servedSince(site) > LIFE,
  // The form has been asked for, or is on its way back.
  (site, before) => site.hits('/login') > before.forms,
  // Pages are coming, and being committed.
  (site, before) => site.logins > before.logins && servedSince(site) > 3,
  // The site has signed the crawl in again, and what was held back is being undone.
  (site, before) => site.logins > before.logins,
]

interface Moment {
  readonly logins: number
  readonly forms: number
}

test(`a crawl killed ${KILLS} times with -9 around the end of its session has every record once, and no junk`, async () => {
  await using site = await startSite({
    members: MEMBERS,
    latency: 8,
    session: { requests: LIFE, expired: 'page' },
  })
  await using folder = await temporaryFolder()
  const words = ['run', CRAWLER, '--store', folder.file('crawl.db'), '--json']
  const env = { SITE_URL: site.url }

  for (let kill = 0; kill < KILLS; kill++) {
    const hasCome = phases[kill % phases.length] ?? expect.fail()
    const before = { logins: site.logins, forms: site.hits('/login') }
    const { child, result, until } = startCommand(words, { env })
    await until(() => hasCome(site, before))
    await sleep(Math.random() * 12)
    expect(child.exitCode, 'it is killed in the middle').toBe(null)
    child.kill('SIGKILL')
    await result
  }

  const { code, stdout, stderr } = await runCommand(words, { env })
  expect([code, stderr]).toEqual([0, ''])
  const pages = MEMBERS + MEMBERS / site.options.pageSize
  expect(reportOf(stdout)).toMatchObject({
    discovered: pages,
    done: pages,
    failed: 0,
    waiting: 0,
    suspect: 0,
    resumed: true,
  })
  await using store = new SqliteStore(folder.file('crawl.db'))
  const records = await Array.fromAsync(store.records({ kind: 'member' }), ({ value }) =>
    JSON.stringify(value),
  )
  const right = site.members().map((member) => JSON.stringify(member))
  expect(records.toSorted()).toEqual(right.toSorted())
})

test('a crawl with several accounts, killed with -9 again and again, has the records of each once', async () => {
  await using site = await startSite({ orders: 60, latency: 8, session: { requests: 15, expired: 'status' } })
  await using folder = await temporaryFolder()
  const words = ['run', ORDERS, '--store', folder.file('crawl.db'), '--json']
  const env = { SITE_URL: site.url }
  for (let kill = 0; kill < 4; kill++) {
    const before = site.logins
    const { child, result, until } = startCommand(words, { env })
    await until(() => site.logins >= before + 2)
    await sleep(Math.random() * 40)
    expect(child.exitCode, 'it is killed in the middle').toBe(null)
    child.kill('SIGKILL')
    await result
  }
  const { code, stdout, stderr } = await runCommand(words, { env })
  expect([code, stderr]).toEqual([0, ''])
  expect(reportOf(stdout)).toMatchObject({
    done: 198,
    failed: 0,
    waiting: 0,
  })
  await using store = new SqliteStore(folder.file('crawl.db'))
  const records = await Array.fromAsync(store.records(), ({ value }) => JSON.stringify(value))
  const right = Object.keys(PASSWORDS).flatMap((account) =>
    site.orders(account).map(({ id }) => JSON.stringify({ id, account })),
  )
  expect(records.toSorted()).toEqual(right.toSorted())
})

/** How many members' pages the site was asked for since it last signed somebody in. */
function servedSince(site: Site): number {
  const login = site.log.findLastIndex(({ method, path }) => method === 'POST' && path === '/login')
  return site.log.slice(login + 1).filter(({ path }) => path.startsWith('/members')).length
}
