import { defineCrawler } from 'latchkey'
import { z } from 'zod'

/** The members' pages, of which only the lists prove that their visitor is signed in: all others are held back. */
export default defineCrawler({
  name: 'members',
  start: `${process.env['SITE_URL']}/members`,
  rate: { perSecond: Infinity, concurrency: 6 },
  robots: false,
  login: {
    form: '/login',
    fields: { username: 'ada', password: 'lovelace' },
    signedIn: (response) => response.url.pathname === '/members' && response.$('a.sign-out').length > 0,
  },
  // Junk would be a record too, and a page that counts twice would have two.
  records: { member: z.object({ id: z.string(), value: z.string() }) },
  routes: {
    list({ follow }) {
      follow('a.member-link', 'member')
      follow('a.next', 'list')
    },
    member: ({ $ }) => ({ id: $('.member-id').text(), value: $('.member-value').text() }),
  },
})
