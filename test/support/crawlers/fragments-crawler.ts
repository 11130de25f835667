import { defineCrawler } from 'latchkey'
import { z } from 'zod'

/** Reads a page whose rest comes as a fragment, which the site gives only to requests that look like those of its script. */
export default defineCrawler({
  name: 'fragments',
  start: process.env['SITE_URL'] ?? 'http://127.0.0.1',
  robots: false,
  session: { headers: { accept: 'text/html', 'accept-language': 'en' } },
  records: { fragment: z.object({ text: z.string() }) },
  routes: {
    page({ url, follow }) {
      const headers = { 'X-Requested-With': 'XMLHttpRequest', accept: '*/*', referer: url.href }
      follow({ url: new URL('/fragment', url), headers }, 'fragment')
      follow(new URL('/fragment', url), 'fragment')
    },
    fragment: ({ $ }) => ({ text: $('p').text() }),
  },
})
