import { describe, expect } from 'vitest'

import type { MakeStore } from '../contract.ts'
import { books, claimOne, link, page, record, SITE, UNAVAILABLE } from '../samples.ts'
import { testWith } from './with-store.ts'

const order = link('/order', { method: 'POST', body: 'article=7' })

/** That a request which must not be sent twice is held when it is not known whether it was. */
export function intentsContract(make: MakeStore): void {
  const test = testWith(make)

  describe('a request that is intended', () => {
    test('is in doubt until it is committed', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([order])
      const request = await claimOne(run)
      await run.intend(request)
      expect(await run.counts()).toEqual(books({ discovered: 1, inDoubt: 1 }))
      expect(await store.find('shop', order.key)).toMatchObject({ state: 'in doubt' })
      await run.commit(page(request, { records: [record('7')] }))
      const counts = books({ discovered: 1, done: 1, bytes: 100, records: { product: 1 } })
      expect(await run.counts()).toEqual(counts)
      expect(await run.audit()).toEqual(counts)
    })

    test('waits again, fails or is skipped when that is what became of it', async (store) => {
      const run = await store.open('shop')
      await run.enqueue(['/a', '/b', '/c', '/d'].map((path) => link(path, { method: 'POST' })))
      const [a, b, c, d] = await run.claim(SITE, 4)
      if (!a || !b || !c || !d) throw new Error('four were queued')
      for (const request of [a, b, c, d]) await run.intend(request)
      await run.fail(a, UNAVAILABLE)
      await run.fail(b, UNAVAILABLE, new Date(1))
      await run.postpone(c, new Date(1))
      await run.skip(d, 'robots.txt')
      expect(await run.counts()).toMatchObject({ failed: 1, waiting: 2, skipped: 1, inDoubt: 0 })
      expect(await run.audit()).toEqual(await run.counts())
      expect(await run.claim(SITE, 4)).toMatchObject([{ tries: 1 }, { tries: 0 }])
    })

    test('is held by the next opening of the run, and by a release', async (store, reopen) => {
      const run = await store.open('shop')
      await run.enqueue([order, link('/released', { method: 'POST' }), link('/page')])
      const [cutOff, released, other] = await run.claim(SITE, 3)
      if (!cutOff || !released || !other) throw new Error('three were queued')
      await run.intend(cutOff)
      await run.intend(released)
      run.release(released)
      run.release(other)

      const again = await (await reopen()).open('shop')
      expect(await again.counts()).toMatchObject({ waiting: 1, inDoubt: 2 })
      expect(await again.claim(SITE, 10)).toMatchObject([{ url: `${SITE}/page` }])
      await again.enqueue([order])
      expect(await again.claim(SITE, 10)).toEqual([])
    })

    test('holds up no new run, and waits again for somebody who says so', async (store) => {
      const first = await store.open('shop')
      await first.enqueue([order, link('/page')])
      const [cutOff, failed] = await first.claim(SITE, 2)
      if (cutOff) await first.intend(cutOff)
      if (failed) await first.fail(failed, UNAVAILABLE)
      await first.end('done')
      await first.close()
      expect(await store.runs()).toMatchObject([{ finished: true, counts: { inDoubt: 1 } }])

      const retried = await store.open('shop', 'retry')
      expect(await retried.counts()).toMatchObject({ waiting: 1, inDoubt: 1 })
      await retried.close()
      const resent = await store.open('shop', 'retry-in-doubt')
      expect(resent.id).toBe(first.id)
      expect(await resent.counts()).toMatchObject({ waiting: 2, inDoubt: 0 })
      expect(await resent.audit()).toEqual(await resent.counts())
      expect(await resent.claim(SITE, 1)).toMatchObject([
        { url: order.url, method: 'POST', body: 'article=7' },
      ])
    })

    test('cannot be intended once it is settled', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([order])
      const request = await claimOne(run)
      const commit = run.commit(page(request))
      await expect(run.intend(request)).rejects.toMatchObject({ name: 'StoreError', code: 'SETTLED' })
      await commit
      expect(await run.counts()).toMatchObject({ done: 1, inDoubt: 0 })
    })
  })
}
