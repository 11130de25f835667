import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'

import { signInWith, type Script } from '@latchkey/browser'
import {
  crawl,
  defineCrawler,
  LoginError,
  NetworkError,
  Session,
  SqliteStore,
  StatusError,
  type BrowserPage,
  type Crawler,
  type Login,
} from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

import type { BrowserPackage } from '../../packages/core/src/engine/login/ways/browser.ts'
import { startSite } from '../site/index.ts'
import { browserTest } from '../support/chromium.ts'
import { runCommand } from '../support/cli.ts'
import { memberCrawler } from '../support/crawlers/members.ts'

process.env['LATCHKEY_KEY'] = '0'.repeat(64)

browserTest('a crawl signs in by a form that a script builds, and again when the session dies', async () => {
  await using site = await startSite({ members: 60, session: { requests: 40 } })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(memberCrawler(site.url, { login: { browser: fillIn('lovelace') } }), { store })
  expect(report).toMatchObject({ records: { member: 60 }, failed: 0, exitCode: 0 })
  expect(site.logins).toBe(2)
  expect(site.hits('/login/js')).toBe(4)
  const pages = site.log.filter(({ path }) => path.startsWith('/members'))
  const names = new Set(pages.map(({ userAgent }) => userAgent))
  expect([...names], 'a site may bind the session to its browser').toEqual([expect.stringContaining('Chrom')])
})

browserTest('a browser that cannot be set up for its session is ended', async () => {
  await using session = new Session()
  await expect(signInWith(session, async () => {})).rejects.toThrow('give the session a baseUrl')
  expect(
    execFileSync('ps', ['-o', 'args=', '--ppid', String(process.pid)], { encoding: 'utf8' }),
  ).not.toContain('--headless')
})

browserTest('a password that is refused in the browser ends the run at once, with exit code 4', async () => {
  await using site = await startSite({ members: 60 })
  await using store = new SqliteStore(':memory:')
  const report = await crawl(memberCrawler(site.url, { login: { browser: fillIn('wrong') } }), { store })
  expect(report).toMatchObject({ reason: 'login', exitCode: 4, done: 0, failed: 0 })
  expect(report.problem).toContain('the login of members was refused')
  expect(site.refusals).toBe(1)
})

browserTest('tokens of the local storage become headers of the session, and are kept with it', async () => {
  await using site = await startSite({ products: 3 })
  await using store = new SqliteStore(':memory:')
  const api = (): Crawler =>
    defineCrawler({
      name: 'api',
      start: `${site.url}/api/products`,
      login: {
        browser: fillIn('lovelace'),
        tokens: async (page) => ({
          authorization: `Bearer ${await page.evaluate<string>('localStorage.token')}`,
        }),
      },
      records: { products: z.object({ sku: z.string() }) },
      routes: { products: ({ response }) => response.json<{ items: { sku: string }[] }>().items },
    })
  for (const mode of ['resume', 'fresh'] as const) {
    const report = await crawl(api(), { store, mode })
    expect(report).toMatchObject({ records: { products: 3 }, exitCode: 0 })
  }
  expect(site.logins, 'the second run starts with the token').toBe(1)
})

browserTest('a script that takes its time, on a site that does too, is seen to its end', async () => {
  await using site = await startSite({ latency: 200 })
  await using session = new Session({ site: site.url })
  const page = await signInWith(session, async (page) => {
    await page.goto('/login/js')
    // By then the page has long been at rest.
    await sleep(800)
    await fillInFields(page, 'lovelace')
  })
  expect(page.url.pathname).toBe('/account')
  expect(session.cookies.get('session')).toBeDefined()
})

browserTest('the session gets the cookies of its own site, and no others', async () => {
  await using site = await startSite()
  await using session = new Session({ site: site.url })
  const elsewhere = site.url.replace('127.0.0.1', 'localhost')
  const page = await signInWith(session, async (page) => {
    await page.goto(`${elsewhere}/login`)
    await fillIn('lovelace')(page)
    await page.waitForURL('**/account')
  })
  expect(page.$('.username').text()).toBe('ada')
  expect(session.cookies.all().map(({ name, domain }) => [name, domain])).toEqual([
    ['visitor', '127.0.0.1'],
    ['session', '127.0.0.1'],
  ])
  expect((await session.get('/account')).$('.username').text()).toBe('ada')
})

browserTest('a script that fails is told with its place, and without what it typed', async () => {
  await using site = await startSite()
  await using session = new Session({ site: site.url })
  const failing: Script = async (page) => {
    await page.setContent('<input disabled>')
    await page.locator('input').fill('lovelace', { timeout: 500 })
  }
  const error = await signInWith(session, failing).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(LoginError)
  expect(String(error)).toMatch(
    /the script of login\.browser failed on .+: locator\.fill: Timeout 500ms exceeded/,
  )
  expect(String(error)).toMatch(/at .+browser\.test\.ts:\d+$/)
  expect(inspect(error, { depth: 9 })).not.toContain('lovelace')
})

browserTest('a script that does not end is ended', async () => {
  await using site = await startSite()
  await using session = new Session({ site: site.url })
  const endless: Script = () => new Promise(() => undefined)
  await expect(signInWith(session, endless, { timeout: 300 })).rejects.toThrow('did not end in 0.3 s')
})

browserTest('a site that is down is no refusal: it may be up the next time', async () => {
  const site = await startSite({ rateLimit: { perSecond: 0, retryAfter: 60 } })
  await using session = new Session({ site: site.url })
  const hasty: Script = async (page) => {
    await page.goto('/login/js')
    await page.getByLabel('Username').fill('ada', { timeout: 300 })
  }
  const busy = await signInWith(session, hasty).catch((thrown: unknown) => thrown)
  expect(busy).toBeInstanceOf(StatusError)
  expect(busy).toMatchObject({ status: 429 })
  await site.close()
  const down = await signInWith(session, hasty).catch((thrown: unknown) => thrown)
  expect(down).toBeInstanceOf(NetworkError)
  expect(String(down)).toContain('Chromium says net::ERR_CONNECTION_REFUSED')
})

browserTest('a run that is stopped closes the browser', async () => {
  await using site = await startSite()
  await using session = new Session({ site: site.url })
  const endless: Script = () => new Promise(() => undefined)
  const begun = performance.now()
  const stopped = signInWith(session, endless, { signal: AbortSignal.timeout(1_500) })
  await expect(stopped).rejects.toThrow('aborted')
  expect(performance.now() - begun).toBeLessThan(5_000)
})

browserTest('the browser shows the name that the crawler gives itself', async () => {
  await using site = await startSite()
  await using session = new Session({ site: site.url, userAgent: 'Mozilla/5.0 (mine)' })
  const page = await signInWith(session, (page) => page.goto('/headers'))
  expect(page.text).toContain('Mozilla/5.0 (mine)')
})

test('without Chromium the command says what installs it', async () => {
  await using site = await startSite()
  const crawler = new URL('../support/crawlers/login-crawler.ts', import.meta.url).pathname
  const env = {
    SITE_URL: site.url,
    LOGIN: 'script',
    PASSWORD: 'lovelace',
    LATCHKEY_CHROMIUM: '/nowhere/chromium',
  }
  const { code, stderr } = await runCommand(['login', crawler, '--store', ':memory:'], { env })
  expect([code, stderr]).toEqual([
    2,
    'latchkey: LATCHKEY_CHROMIUM is /nowhere/chromium, and there is no such file\n',
  ])
})

test('the package is what the engine takes it for, and a script may ask for the whole Page of playwright-core', () => {
  type Given = Parameters<Script>[0] extends BrowserPage ? true : false
  const isPage: Given = true
  const exported: Pick<BrowserPackage, 'signInWith'> = { signInWith }
  const whole: Script = async (page) => void (await page.context().cookies())
  const login: Login = { browser: whole }
  expect([isPage, exported.signInWith, login]).toEqual([true, signInWith, { browser: whole }])
})

function fillIn(password: string) {
  return async (page: BrowserPage): Promise<void> => {
    await page.goto('/login/js')
    await fillInFields(page, password)
  }
}

async function fillInFields(page: BrowserPage, password: string): Promise<void> {
  await page.getByLabel('Username').fill('ada')
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}
