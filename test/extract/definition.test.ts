import { inspect } from 'node:util'

import { Archive, crawl, extract, Response, SqliteStore, type Crawler } from 'latchkey'
import { expect, test } from 'vitest'

const crawler: Crawler = { name: 'shop', start: 'http://127.0.0.1:1/', routes: { page: () => undefined } }

/** Fields that compile nowhere, and what is said of them to who writes JavaScript. */
const wrong: readonly [given: object, says: string][] = [
  [
    { login: { form: () => '/login', fields: {} } },
    "login.form is a function: write a path or a URL, as in '/login'",
  ],
  [
    { start: { url: 'http://127.0.0.1:1/', rout: 'page' } },
    'start has rout, which is no field of a page: did you mean "route"?',
  ],
  [
    { start: { sitemap: 'http://127.0.0.1:1/s.xml', sinse: 'last run' } },
    'start has sinse, which is no field of a sitemap: did you mean "since"?',
  ],
  [
    { session: { retry: { attempts: 5 } } },
    'session.retry has no effect in a crawler: write tries and retryStatuses of the crawler instead',
  ],
  [
    { accounts: [{ name: 'ada', session: { parser: 'fast' } }] },
    'accounts[0].session.parser has no effect in a crawler: write parser of the crawler instead',
  ],
  [
    { session: { stateFile: 'shop.json' } },
    'session.stateFile has no effect in a crawler: leave it out, the store keeps its sessions',
  ],
  [{ session: { headrs: {} } }, 'session has no option "headrs": did you mean "headers"?'],
  [{ session: { timeout: '5' } }, 'session.timeout is "5": '],
  [{ paths: { page: 'page' } }, 'paths.page is "page"'],
  [{ allow: ['http://'] }, '"http://" is not an http or https origin'],
  [{ schedule: '0 0 31 2 *' }, 'schedule "0 0 31 2 *" is wrong: it never comes. Write a cron expression'],
  [
    { schedule: '2020-01-01T00:00:00' },
    'schedule "2020-01-01T00:00:00" is wrong: it is a date. Write a cron',
  ],
  [{ allow: 'co.uk' }, "crawler shop: allow co.uk is not one owner's domain: write the domain below it"],
  [
    { site: 'https://www.shop.example' },
    'start is at http://127.0.0.1:1, which site does not cover: name it in site, or in allow if',
  ],
  [{ timeZone: 'Mars/Olympus' }, 'timeZone is "Mars/Olympus": write one such as \'Europe/Berlin\''],
  [{ timeZone: 1 }, "timeZone is 1: write one such as 'Europe/Berlin'"],
  [{ allowFailed: '200%' }, 'allowFailed is "200%": write a number of pages, or a share such as "1%"'],
  [{ retryStatuses: 403 }, 'retryStatuses is 403: write statuses from 300 to 599, as in [403]'],
  [{ retryStatuses: [200] }, 'retryStatuses has 200: write statuses from 300 to 599, as in [403]'],
  [{ tries: 1.5 }, 'tries is 1.5: write a whole number above 0'],
  [{ rate: { concurrency: '2' } }, 'rate.concurrency is "2": write a whole number above 0'],
  [{ routeTimeout: Number.NaN }, 'routeTimeout is NaN: write a number above 0'],
  [{ patience: 0n }, 'patience is 0n: write a number above 0'],
  [{ start: new URL('ftp://shop.example/') }, 'start has "ftp://shop.example/": write a whole URL'],
  [{ start: 'ftp://ada:pw@shop.example/' }, 'start has a text with an @: write a whole URL'],
  [{ login: () => {} }, 'login is a function: write { form'],
]

test.each([
  { site: 'shop.example', start: 'https://www.shop.example/' },
  { site: 'https://shop.example', start: 'https://index.example/', allow: 'index.example' },
  { site: 'https://shop.example', start: { sitemap: 'https://cdn.example/shop.xml' } },
])('a site that takes in what its start leads to is none to be refused: %j', async (fields) => {
  const page = new Response({ url: 'https://shop.example/' })
  const { records } = await extract({ ...crawler, ...fields }, 'page', page)
  expect(records).toEqual([])
})

test('an option that crawl, a store or an archive does not have is refused, with the one that was meant', async () => {
  await using store = new SqliteStore(':memory:')
  const refused: readonly [() => unknown, string][] = [
    [() => crawl(crawler, { store, limt: 3 } as object), 'crawl has no option "limt": did you mean "limit"?'],
    [() => crawl(crawler, { store, mode: 'frehs' } as object), 'mode is "frehs": give "resume" or "fresh"'],
    [
      () => new SqliteStore(':memory:', { takeover: true } as object),
      'a store has no option "takeover": did you mean "takeOver"?',
    ],
    [
      () => new Archive(':memory:', { maxByte: 1e9 } as object),
      'an archive has no option "maxByte": did you mean "maxBytes"?',
    ],
  ]
  for (const [call, says] of refused) await expect((async () => call())()).rejects.toThrow(says)
})

for (const [given, says] of wrong) {
  test(`a crawler is refused with what to write instead of ${inspect(given)}`, async () => {
    await using store = new SqliteStore(':memory:')
    const crawling = crawl({ ...crawler, ...given }, { store })
    await expect(crawling).rejects.toThrow(
      expect.objectContaining({ name: 'DefinitionError', message: expect.stringMatching(/^crawler shop: /) }),
    )
    await expect(crawling).rejects.toThrow(says)
  })
}
