import { defineCrawler } from 'latchkey'
import { z } from 'zod'

/** Reads a grid whose pages come by postback, as those of ASP.NET: a script fills in hidden fields, and presses no button. */
export default defineCrawler({
  name: 'grid',
  start: process.env['SITE_URL'] ?? 'http://127.0.0.1',
  robots: false,
  idempotent: ['list'],
  records: { list: z.object({ page: z.string() }) },
  routes: {
    list({ $, follow, form }) {
      const next = $('a.next').attr('data-argument')
      const fields = { __EVENTTARGET: 'ctl00$Grid', __EVENTARGUMENT: next, ctl00$q: 'büro' }
      if (next !== undefined) follow(form('#aspnetForm', fields, { button: false }), 'list')
      return { page: $('h1').text() }
    },
  },
})
