import { describe, expect } from 'vitest'

import type { Link } from '../../../packages/core/src/frontier/store.ts'
import type { MakeStore } from '../contract.ts'
import { claimOne, link, linkOn, page, paths, SITE, UNAVAILABLE } from '../samples.ts'
import { testWith } from './with-store.ts'

const OTHER = 'https://books.example'

/** That the accounts of a site have fair turns, and can be passed over. */
export function accountsContract(make: MakeStore): void {
  const test = testWith(make)

  describe('the accounts of a site', () => {
    test('take turns, however many requests one of them has', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([...many('ada', 50), ...many('bob', 4), ...many('', 4)])
      expect(accountsOf(await run.claim(SITE, 6))).toEqual(['', '', 'ada', 'ada', 'bob', 'bob'])
      const next = await Promise.all([run.claim(SITE, 1), run.claim(SITE, 1), run.claim(SITE, 1)])
      expect(accountsOf(next.flat())).toEqual(['', 'ada', 'bob'])
      expect(accountsOf(await run.claim(SITE, 8)).toSorted()).toEqual(['', ...Array(6).fill('ada'), 'bob'])
    })

    test('each give theirs by priority, then depth, then age', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([
        link('/a', { account: 'ada', depth: 1 }),
        link('/b', { account: 'bob' }),
        link('/c', { account: 'ada' }),
        link('/d', { account: 'bob', priority: 1 }),
      ])
      expect(paths(await run.claim(SITE, 4)).toSorted()).toEqual(['/a', '/b', '/c', '/d'])
      const again = await store.open('again')
      await again.enqueue([link('/a', { account: 'ada', depth: 1 }), link('/c', { account: 'ada' })])
      expect(paths(await again.claim(SITE, 2))).toEqual(['/c', '/a'])
    })

    test('are passed over by claim, nextDue and sites where they are excepted', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([...many('ada', 3), ...many('bob', 1), linkOn(OTHER, '/x', { account: 'ada' })])
      const ada = new Set(['ada'])
      expect(accountsOf(await run.claim(SITE, 10, ada))).toEqual(['bob'])
      expect(await run.claim(SITE, 10, ada)).toEqual([])
      expect(await run.nextDue(SITE, ada)).toBeUndefined()
      expect(await run.nextDue(SITE, new Set(['bob']))).toBeInstanceOf(Date)
      expect(await run.sites(ada)).toEqual([SITE])
      expect(await run.sites(new Set(['ada', 'bob']))).toEqual([])
      expect(accountsOf(await run.claim(SITE, 10, new Set()))).toEqual(['ada', 'ada', 'ada'])
    })

    test('are each due when their own request is', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([...many('ada', 1), ...many('bob', 1)])
      const times = [new Date(Date.now() + 90_000), new Date(Date.now() + 30_000)]
      for (const time of times) await run.fail(await claimOne(run), UNAVAILABLE, time)
      expect(await run.nextDue(SITE)).toEqual(times[1])
      expect(await run.nextDue(SITE, new Set(['bob']))).toEqual(times[0])
    })

    test('are settled each for itself', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a', { account: 'ada' }), link('/a', { account: 'bob' })])
      const [ada, bob] = await run.claim(SITE, 2)
      if (ada) await run.commit(page(ada))
      if (bob) run.release(bob)
      expect(accountsOf(await run.claim(SITE, 2))).toEqual(['bob'])
    })
  })
}

function many(account: string, amount: number): Link[] {
  return Array.from({ length: amount }, (_, index) => link(`/${index}`, { account }))
}

function accountsOf(requests: readonly { account: string }[]): string[] {
  return requests.map((request) => request.account)
}
