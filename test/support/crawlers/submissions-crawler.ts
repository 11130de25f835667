import { defineCrawler } from 'latchkey'
import { z } from 'zod'

/** Orders three things by POST, and searches by POST, which is declared to do no harm. */
export default defineCrawler({
  name: 'orders',
  start: process.env['SITE_URL'] ?? 'http://127.0.0.1',
  robots: false,
  tries: 2,
  records: { ordered: z.object({ body: z.string() }), found: z.object({ body: z.string() }) },
  idempotent: ['found'],
  routes: {
    start({ url, follow }) {
      for (const article of [1, 2, 3])
        follow({ url: new URL('/order', url), form: { article, note: 'ü & {}' } }, 'ordered')
      follow({ url: new URL('/search', url), json: { query: 'chair' } }, 'found')
    },
    ordered: ({ response }) => ({ body: response.text }),
    found: ({ response }) => ({ body: response.text }),
  },
})
