import { defineCrawler } from 'latchkey'
import { z } from 'zod'

/** Reads pages that may say, with a status of 200, that the site is busy; how long to wait stands in `data-wait`. */
export default defineCrawler({
  name: 'moody',
  start: process.env['SITE_URL'] ?? 'http://127.0.0.1',
  robots: false,
  records: { item: z.object({ title: z.string() }), found: z.object({ title: z.string() }) },
  idempotent: ['found'],
  routes: {
    list({ url, follow }) {
      follow('a', 'item')
      if (url.pathname !== '/forms') return
      follow({ url: new URL('/order', url), form: { article: 1 } }, 'item')
      follow({ url: new URL('/search', url), form: { q: 'chair' } }, 'found')
    },
    item: ({ $, tryAgain }) => {
      const busy = $('p.busy')
      if (busy.length === 0) return { title: $('h1').text() }
      const wait = busy.attr('data-wait')
      return tryAgain(busy.text(), wait === undefined ? {} : { wait: Number(wait) })
    },
    async found({ $, tryAgain }) {
      await Promise.resolve()
      if ($('p.busy').length > 0) tryAgain('the search is busy', { wait: 0 })
      return { title: $('h1').text() }
    },
  },
})
