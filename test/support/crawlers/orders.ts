import { defineCrawler, type Crawler } from 'latchkey'
import { z } from 'zod'

/** The accounts of the fixture site and their passwords. */
export const PASSWORDS = { ada: 'lovelace', grace: 'hopper', alan: 'turing' } as const

/** A crawler of the orders of several users of the fixture site; every page of one is refused to the others. */
export function orderCrawler(
  url: string,
  passwords: { readonly [account: string]: string },
  settings: Partial<Crawler> = {},
): Crawler {
  const accounts = Object.entries(passwords).map(([name, password]) => ({
    name,
    fields: { username: name, password },
  }))
  const crawler = defineCrawler({
    name: 'orders',
    start: `${url}/account/orders`,
    robots: false,
    rate: { perSecond: Infinity, concurrency: 4 },
    login: { form: '/login' },
    accounts,
    records: { order: z.object({ id: z.string(), account: z.string() }) },
    routes: {
      list({ follow }) {
        follow('a.order-link', 'order')
        follow('a.next', 'list')
      },
      order: ({ $, account }) => ({ id: $('.order-id').text(), account }),
    },
  })
  return { ...crawler, ...settings }
}
