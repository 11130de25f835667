import { defineCrawler } from 'latchkey'
import { expect, test } from 'vitest'

import { crawlOnce } from '../support/crawl-once.ts'
import { serve, type TestServer } from '../support/serve.ts'

process.env['LATCHKEY_KEY'] = '0'.repeat(64)

test('a page that came for a link with headers is not asked for a proof without them', async () => {
  await using site = await membersSite()
  const crawler = defineCrawler({
    name: 'fragments',
    start: site.url,
    robots: false,
    rate: { perSecond: 1_000, concurrency: 1 },
    login: {
      form: '/login',
      fields: { name: 'ada' },
      signedIn: (response) => response.$('.out').length > 0,
    },
    priorities: { fragment: 1 },
    routes: {
      list({ url, follow }) {
        follow(
          { url: new URL('/fragment', url), headers: { 'x-requested-with': 'XMLHttpRequest' } },
          'fragment',
        )
        follow('a', 'page')
      },
      fragment() {},
      page() {},
    },
  })
  const report = await crawlOnce(crawler)
  expect(report).toMatchObject({ done: 42, failed: 0, suspect: 0, exitCode: 0 })
  const asked = site.requests.map(({ method, url }) => `${method} ${url}`)
  // Sixteen pages without a proof, and the start is asked for one.
  expect(asked.filter((line) => line === 'GET /').length).toBeGreaterThan(1)
  expect(asked.filter((line) => line === 'GET /fragment')).toHaveLength(1)
  expect(asked.filter((line) => line === 'POST /login')).toHaveLength(1)
})

/** A site for members: its start and its fragment show a proof, and the fragment is only for scripts. */
function membersSite(): Promise<TestServer> {
  const links = Array.from({ length: 40 }, (_, index) => `<a href="/${index}">`).join('')
  return serve(({ method, url, headers }, response) => {
    response.setHeader('content-type', 'text/html')
    if (method === 'POST') return response.writeHead(303, { location: '/', 'set-cookie': 'in=1' }).end()
    if (headers.cookie !== 'in=1')
      return response.end('<form action=/login method=post><input name=name></form>')
    if (url === '/fragment' && headers['x-requested-with'] !== 'XMLHttpRequest')
      return response.writeHead(403).end()
    return response.end(url === '/' ? `<p class=out>${links}` : url === '/fragment' ? '<p class=out>' : url)
  })
}
