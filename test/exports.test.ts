import * as latchkey from 'latchkey'
import { expect, test } from 'vitest'

test('latchkey exports these names and no others', () => {
  expect(Object.keys(latchkey).toSorted()).toEqual([
    'BodyError',
    'CrawlError',
    'DefinitionError',
    'Headers',
    'LoginError',
    'NetworkError',
    'RecordError',
    'RedirectError',
    'RequestError',
    'Response',
    'RouteError',
    'Secret',
    'Session',
    'SqliteStore',
    'StatusError',
    'StoreError',
    'TimeoutError',
    'crawl',
    'defineCrawler',
    'extract',
    'loadPage',
    'savePage',
    'schedule',
    'secret',
  ])
})
