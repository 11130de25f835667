import { defineCrawler, type Crawler, type Login } from 'latchkey'
import { z } from 'zod'

import { onLists } from './members.ts'

const adasLogin: Login = { form: '/login', fields: { username: 'ada', password: 'lovelace' } }

/**
 * The members' pages of the fixture site, each kept under its number, and its account if that has a name; only the lists show
 * a proof.
 */
export function memberFilesCrawler(url: string, login: Login = adasLogin): Crawler {
  return defineCrawler({
    name: 'members',
    start: `${url}/members`,
    robots: false,
    rate: { perSecond: Infinity, concurrency: 4 },
    login: { ...login, signedIn: onLists },
    records: { member: z.object({ value: z.string(), file: z.string() }) },
    routes: {
      list({ follow }) {
        follow('a.member-link', 'member')
        follow('a.next', 'list')
      },
      member: ({ $, account, url, save }) => ({
        value: $('.member-value').text(),
        file: save(`${account}${url.pathname}.html`.replace(/^\//, '')),
      }),
    },
  })
}

/** Of the site that the environment names. */
export default memberFilesCrawler(process.env['SITE_URL'] ?? 'http://127.0.0.1')
