import { crawl, DefinitionError, SqliteStore, type Crawler } from 'latchkey'
import { expect, test } from 'vitest'

const crawler: Crawler = { name: 'shop', start: 'http://127.0.0.1:1/', routes: { page: () => undefined } }

/** Fields that compile nowhere, and what is said of them to who writes JavaScript. */
const wrong: readonly [given: object, says: string][] = [
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
  [{ retryStatuses: 403 }, 'retryStatuses is 403: write statuses from 300 to 599, as in [403]'],
  [{ retryStatuses: [200] }, 'retryStatuses is [200]: write statuses from 300 to 599, as in [403]'],
]

for (const [given, says] of wrong) {
  test(`a crawler is refused with what to write instead of ${JSON.stringify(given)}`, async () => {
    await using store = new SqliteStore(':memory:')
    const crawling = crawl({ ...crawler, ...given }, { store })
    await expect(crawling).rejects.toThrow(new DefinitionError(`crawler shop: ${says}`))
  })
}
