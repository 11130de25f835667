import { defineCrawler, type Crawler, type Login } from 'latchkey'
import { z } from 'zod'

/** What a test sets in a crawler; of the login it may leave out how to sign in. */
type Settings = Partial<Omit<Crawler, 'login'>> & { readonly login?: Partial<Login> }

const BY_FORM = { form: '/login', fields: { username: 'ada', password: 'lovelace' } }

/**
 * A crawler of the members' pages of the fixture site, which one has to be signed in for. Junk is a record for its
 * schema too, and a page that counts twice has two.
 */
export function memberCrawler(url: string, { login = {}, ...settings }: Settings = {}): Crawler {
  const way = login.submit || login.browser ? {} : BY_FORM
  const crawler = defineCrawler({
    name: 'members',
    start: `${url}/members`,
    robots: false,
    login: { ...way, ...login } as Login,
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

/** A proof that only the lists show: the pages between them are held back until the next. */
export function onLists(response: Parameters<NonNullable<Login['signedIn']>>[0]): boolean {
  return response.url.pathname === '/members' && response.$('a.sign-out').length > 0
}
