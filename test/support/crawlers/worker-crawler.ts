import { defineCrawler } from 'latchkey'
import { z } from 'zod'

/** What the routes do to a page, by its number: all that a page can do to the thread that reads it. */
const MISDEEDS: { readonly [id: string]: () => unknown } = {
  7: async () => {
    await Promise.resolve()
    for (;;);
  },
  8: () => process.exit(0),
  9: () => {
    throw new Error('nine is no number')
  },
  10: () => ({ id: 10 }),
  11: () => new Promise(() => {}),
  12: () => {
    setImmediate(() => {
      throw new Error('out of reach')
    })
    return new Promise((resolve) => void setTimeout(resolve, 100))
  },
  13: () => {
    const error = new Error('thirteen cannot be sent')
    throw Object.assign(error, { id: 13n, code: 'UNLUCKY', circle: { error }, cause: error })
  },
}

/** The members of the fixture site, whose address is in the environment; workers load the crawlers from here. */
const good = defineCrawler({
  name: 'members',
  start: `${process.env['WORKER_SITE'] ?? 'http://127.0.0.1'}/members`,
  login: {
    submit: (session) =>
      session.submit('/login', 'form.login-form', { username: 'ada', password: 'lovelace' }),
    signedOut: (response) => response.url.pathname === '/login',
  },
  records: { member: z.object({ id: z.string(), value: z.string(), status: z.number(), type: z.string() }) },
  keys: { member: 'id' },
  data: { member: z.object({ from: z.string() }) },
  routes: {
    list({ $, follow }) {
      follow('a.member-link', 'member', { from: $('h1').text() })
      follow('a.next', 'list')
    },
    member: ({ $, response, data }) => ({
      id: $('.member-id').text(),
      value: $('.member-value').text() + data.from,
      status: response.status,
      type: response.headers.get('content-type') ?? '',
    }),
  },
})

/** The same, with pages that mistreat their thread. */
export const bad = {
  ...good,
  name: 'bad-members',
  routeTimeout: 200,
  routes: {
    ...good.routes,
    member: (page: never) => {
      const { $ } = page as { $: (selector: string) => { text(): string } }
      return (MISDEEDS[$('.member-id').text()] ?? (() => good.routes.member(page)))()
    },
  },
}

/** One page, which ends its thread. */
export const last = {
  name: 'last',
  start: good.start,
  robots: false,
  routes: { list: () => process.exit(0) },
}

/** The same, whose pages may take as long as they like. */
export const patient = { ...good, name: 'patient-members', routeTimeout: Infinity }

/** The same, on which each page takes longer than the way to a worker. */
export const slow = {
  ...good,
  name: 'slow-members',
  routes: {
    ...good.routes,
    member: (page: never) => {
      const end = performance.now() + 6
      while (performance.now() < end);
      return good.routes.member(page)
    },
  },
}

/** The same, of which one page is fetched at a time. */
export const single = { ...slow, name: 'single-members', rate: { perSecond: 1_000, concurrency: 1 } }

export default good
