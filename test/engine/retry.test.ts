import { crawl, SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'

import { serve } from '../support/serve.ts'

test('a page is tried again with a status that the crawler names, and fails at once with another', async () => {
  await using site = await serve(({ url }, response) => {
    const asked = site.requests.filter((request) => request.url === url).length
    if (url === '/refused' && asked < 3) response.writeHead(403).end()
    else if (url === '/gone') response.writeHead(410).end()
    else response.end('<a href="/refused">1</a> <a href="/gone">2</a>')
  })
  await using store = new SqliteStore(':memory:')
  const crawler = {
    name: 'shop',
    start: site.url,
    robots: false,
    retryStatuses: [403],
    routes: {
      page: ({ follow }: { follow: (selector: string, route: string) => void }) => follow('a', 'page'),
    },
  }
  expect(await crawl(crawler, { store })).toMatchObject({ done: 2, failed: 1 })
  expect(site.requests.map(({ url }) => url).toSorted()).toEqual([
    '/',
    '/gone',
    '/refused',
    '/refused',
    '/refused',
  ])
})
