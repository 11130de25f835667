import { defineCrawler, type Crawler, type Login } from 'latchkey'
import { z } from 'zod'

/** What a test sets in a crawler; of the login it may leave out how to sign in. */
type Settings = Partial<Omit<Crawler, 'login'>> & { readonly login?: Partial<Login> }

/**
 * A crawler of the members' pages of the fixture site, which one has to be signed in for. Junk is a record for its
 * schema too, and a page that counts twice has two.
 */
export function memberCrawler(url: string, { login, ...settings }: Settings = {}): Crawler {
  const byForm = { form: '/login', fields: { username: 'ada', password: 'lovelace' } }
  const crawler = defineCrawler({
    name: 'members',
    start: `${url}/members`,
    robots: false,
    login: { ...byForm, ...login } as Login,
    records: { member: z.object({ id: z.coerce.number(), value: z.string() }) },
    routes: {
      list({ follow }) {
        follow('a.member-link', 'member')
        follow('a.next', 'list')
      },
      member: ({ $ }) => ({ id: $('.member-id').text(), value: $('.member-value').text() }),
    },
  })
  return { ...crawler, ...settings }
}
