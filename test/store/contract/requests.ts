import { describe, expect } from 'vitest'

import type { RequestState, Store } from '../../../packages/core/src/frontier/store.ts'
import type { MakeStore } from '../contract.ts'
import { claimOne, link, page, paths, SITE, UNAVAILABLE, visit } from '../samples.ts'
import { testWith } from './with-store.ts'

/** That every request of a run can be read. */
export function requestsContract(make: MakeStore): void {
  const test = testWith(make)

  describe('requests', () => {
    test('gives a request as it was queued, with what became of it', async (store) => {
      const run = await store.open('shop')
      const search = {
        method: 'POST',
        headers: { 'x-requested-with': 'XMLHttpRequest' },
        body: 'q=ü',
        account: 'ada',
        data: { year: 2026 },
        depth: 2,
        priority: 3,
      }
      await run.enqueue([link('/search', search), link('/next', { account: 'ada' })])
      await run.fail(await claimOne(run), UNAVAILABLE)
      const [failed, waiting] = await Array.fromAsync(store.requests(run.id))
      const { key: _, skip: __, ...expected } = link('/search', search)
      expect(failed).toEqual({ ...expected, id: failed?.id, state: 'failed', status: 503, tries: 1 })
      expect(waiting).toMatchObject({
        state: 'waiting',
        headers: undefined,
        body: undefined,
        data: undefined,
        status: undefined,
      })
    })

    test('gives those of one state, in the order in which they were found', async (store) => {
      const run = await store.open('shop')
      await run.enqueue(['/a', '/b', '/c', '/d', '/e', '/f'].map((path) => link(path)))
      const [a, b, c, d] = await run.claim(SITE, 4)
      if (!a || !b || !c || !d) throw new Error('six were queued')
      await run.intend(d)
      await run.skip(c, 'x')
      await run.commit(page(b, { suspectSince: 1 }))
      await run.commit(page(a))
      await run.fail(await claimOne(run), UNAVAILABLE)
      const inState = (state?: RequestState) => pathsOf(store, run.id, state)
      expect(await inState('done')).toEqual(['/a'])
      expect(await inState('suspect')).toEqual(['/b'])
      expect(await inState('skipped')).toEqual(['/c'])
      expect(await inState('in doubt')).toEqual(['/d'])
      expect(await inState('failed')).toEqual(['/e'])
      expect(await inState('waiting')).toEqual(['/f'])
      expect(await inState()).toEqual(['/a', '/b', '/c', '/d', '/e', '/f'])
    })

    test('reads more than fits in one go while the run goes on, and no other run’s', async (store) => {
      const other = await store.open('books')
      await other.enqueue([link('/other')])
      const run = await store.open('shop')
      const links = Array.from({ length: 1200 }, (_, index) => link(`/${index}`))
      await run.enqueue(links)
      const found: string[] = []
      for await (const { url } of store.requests(run.id)) {
        if (found.length % 100 === 0) await visit(run)
        found.push(url)
      }
      expect(found).toEqual(links.map(({ url }) => url))
      expect(await Array.fromAsync(store.requests(99))).toEqual([])
    })
  })
}

async function pathsOf(store: Store, run: number, state: RequestState | undefined): Promise<string[]> {
  return paths(await Array.fromAsync(store.requests(run, state)))
}
