import { crawl, defineCrawler, SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'

import { Bodies } from '../../packages/core/src/engine/control/bodies.ts'
import { Stop } from '../../packages/core/src/engine/control/stop.ts'
import { Lanes } from '../../packages/core/src/engine/lanes.ts'
import { Budget } from '../../packages/core/src/engine/limits/budget.ts'
import { LinkHistory } from '../../packages/core/src/engine/page/link-history.ts'
import { MainThread } from '../../packages/core/src/engine/workers/main-thread.ts'
import { planOf } from '../../packages/core/src/extract/plan.ts'
import { Response } from '../../packages/core/src/http/response.ts'
import { serve } from '../support/serve.ts'

test('a limit counts the pages of all sites together', async () => {
  const page = Array.from({ length: 20 }, (_, index) => `<a href="/${index}">${index}</a>`).join('')
  const answer = (_: unknown, response: { end(body: string): void }) => response.end(page)
  await using one = await serve(answer)
  await using two = await serve(answer)
  await using three = await serve(answer)
  const crawler = defineCrawler({
    name: 'three',
    start: [one, two, three].map(({ url }) => `${url}/`),
    robots: false,
    routes: { page: ({ follow }) => follow('a', 'page') },
  })
  for (const limit of [1, 2, 5, 17]) {
    await using store = new SqliteStore(':memory:')
    expect(await crawl(crawler, { store, limit })).toMatchObject({ reason: 'limit', done: limit })
  }
})

test('a limit that is no number of pages is refused', async () => {
  const crawler = defineCrawler({ name: 'x', start: 'https://shop.example/', routes: { page() {} } })
  await using store = new SqliteStore(':memory:')
  for (const limit of [-1, 2.5, Number.NaN]) {
    await expect(crawl(crawler, { store, limit })).rejects.toThrow(`limit is ${limit}: write a whole number`)
  }
})

test('a link to a site whose lane is just closing is never left behind', async () => {
  for (let turns = 0; turns < 60; turns++) expect(await visitedWhenLate(turns), `${turns} turns`).toBe(3)
})

/**
 * Two sites: the page of `a` leads to a second page of `b`, and is committed so many turns of the microtask queue
 * after the lane of `b` has seen that nothing waits there.
 */
async function visitedWhenLate(turns: number): Promise<number> {
  const waiting = new Map([
    ['a', ['http://a/1']],
    ['b', ['http://b/1']],
  ])
  const looked = Promise.withResolvers<void>()
  let visited = 0
  const run = {
    sites: async () => [...waiting.keys()],
    claim: async (site: string, room: number) =>
      (waiting.get(site) ?? []).splice(0, room).map((url) => ({ url, site, route: 'page', method: 'GET' })),
    nextDue: async (site: string) => {
      if (site === 'b') looked.resolve()
      return undefined
    },
    commit: async ({ request }: { request: { url: string } }) => {
      visited++
      if (request.url !== 'http://a/1') return
      await looked.promise
      for (let turn = 0; turn < turns; turn++) await Promise.resolve()
      waiting.get('b')?.push('http://b/2')
    },
  }
  const crawler = defineCrawler({
    name: 'late',
    start: ['http://a/1', 'http://b/1'],
    rate: { concurrency: 1 },
    routes: {
      page: ({ url, follow }) => (url.host === 'a' ? follow(new URL('http://b/2'), 'page') : undefined),
    },
  })
  const session = {
    fetch: async ({ url }: { url: string }) => ({ response: new Response({ url }), proven: false }),
    isSpoiled: () => false,
    changedState: () => undefined,
  }
  const sessions = { resting: new Set(), lockedOut: new Set(), of: () => session }
  const limiter = { hasGivenUp: () => false }
  const stop = new Stop(1_000)
  const gate = { pass: async () => {} }
  const reach = { answered() {} }
  const files = { keep: async () => {} }
  const bodies = new Bodies()
  const budget = await Budget.open(run as never, stop, crawler)
  const crawling = {
    plan: planOf(crawler),
    run,
    sessions,
    pages: session,
    limiter,
    links: new LinkHistory(crawler),
    files,
    extractor: new MainThread(planOf(crawler)),
    robots: undefined,
    stop,
    gate,
    reach,
    bodies,
    budget,
  }
  await new Lanes(crawling as never, Infinity).work()
  return visited
}
