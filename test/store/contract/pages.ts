import { describe, expect } from 'vitest'

import type { MakeStore } from '../contract.ts'
import { books, claimOne, link, page, paths, record, SITE, UNAVAILABLE, visit } from '../samples.ts'
import { testWith } from './with-store.ts'

/** What a page changes, whole or not at all. */
export function pagesContract(make: MakeStore): void {
  const test = testWith(make)

  describe('commit', () => {
    test('keeps a page whole: links, records, session and done-mark', async (store, reopen) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a', { account: 'ada' })])
      await visit(run, {
        bytes: 1234,
        records: [record('1'), record(undefined, { n: 1 }, 'review')],
        links: [link('/b'), link('/c', { skip: 'off-site' })],
        session: Buffer.from('sealed'),
      })
      const counts = books({
        discovered: 3,
        done: 1,
        waiting: 1,
        skipped: 1,
        skips: { 'off-site': 1 },
        records: { product: 1, review: 1 },
        bytes: 1234,
      })
      expect(await run.counts()).toEqual(counts)
      const again = await reopen()
      expect(await again.runs()).toMatchObject([{ counts }])
      expect(await again.session('shop', 'ada')).toEqual(new Uint8Array(Buffer.from('sealed')))
      expect(await Array.fromAsync(again.records())).toHaveLength(2)
    })

    test('is refused the second time, and leaves no record or link', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a')])
      const outcome = page(await claimOne(run), { records: [record(undefined)] })
      await run.commit(outcome)
      const before = await run.counts()
      const late = { ...outcome, links: [link('/b')], session: Buffer.from('late') }
      await expect(run.commit(late)).rejects.toMatchObject({ name: 'StoreError', code: 'SETTLED' })
      await expect(run.fail(outcome.request, UNAVAILABLE)).rejects.toMatchObject({ code: 'SETTLED' })
      await expect(run.skip(outcome.request, 'x')).rejects.toMatchObject({ code: 'SETTLED' })
      expect(await run.counts()).toEqual(before)
      expect(await run.audit()).toEqual(before)
      expect(await store.session('shop', '')).toBeUndefined()
    })

    test('is refused the second time even when both come at once', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a')])
      const outcome = page(await claimOne(run), { records: [record(undefined)] })
      const settled = await Promise.allSettled([run.commit(outcome), run.commit(outcome)])
      expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
      expect((await run.audit()).records).toEqual({ product: 1 })
    })

    test('of one bad page among many fails alone', async (store) => {
      const run = await store.open('shop')
      await run.enqueue(Array.from({ length: 30 }, (_, index) => link(`/${index}`)))
      const requests = await run.claim(SITE, 30)
      const settled = await Promise.allSettled(
        requests.map((request, index) =>
          run.commit(
            page(request, {
              links: [link(`/from/${index}`)],
              records: [record(undefined)],
              bytes: index === 13 ? Number.NaN : 100,
            }),
          ),
        ),
      )
      expect(settled.findIndex(({ status }) => status === 'rejected')).toBe(13)
      expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(1)
      const counts = await run.counts()
      expect(counts).toMatchObject({ discovered: 59, done: 29, waiting: 30, records: { product: 29 } })
      expect(await run.audit()).toEqual(counts)
      expect(await store.find('shop', link('/from/13').key)).toBeUndefined()
      if (requests[13]) await run.commit(page(requests[13]))
      expect((await run.counts()).done).toBe(30)
    })

    test('with a session that has not changed leaves the kept one', async (store) => {
      const run = await store.open('shop')
      await store.saveSession('shop', '', Buffer.from('kept'))
      await run.enqueue([link('/a')])
      await visit(run)
      expect(await store.session('shop', '')).toEqual(new Uint8Array(Buffer.from('kept')))
    })
  })

  describe('a link', () => {
    test('that is known is not queued again', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/a'), link('/b')])
      await visit(run, { links: [link('/a'), link('/b'), link('/c'), link('/c')] })
      await run.enqueue([link('/a'), link('/c')])
      expect(await run.counts()).toEqual(books({ discovered: 3, done: 1, waiting: 2, bytes: 100 }))
      expect(paths(await run.claim(SITE, 10))).toEqual(['/b', '/c'])
    })

    test('to another account or with another body is another request', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([
        link('/a'),
        link('/a', { account: 'ada' }),
        link('/a', { method: 'POST', body: 'x' }),
      ])
      expect((await run.counts()).discovered).toBe(3)
    })

    test('with a reason is known, counted and not fetched', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([
        link('/a', { skip: 'depth' }),
        link('/b', { skip: 'depth' }),
        link('/c', { skip: 'x' }),
      ])
      await run.enqueue([link('/a', { skip: 'x' })])
      expect(await run.claim(SITE, 10)).toEqual([])
      expect(await run.counts()).toEqual(books({ discovered: 3, skipped: 3, skips: { depth: 2, x: 1 } }))
    })

    test('without a reason takes the place of one with a reason', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b', { skip: 'depth', depth: 9, route: 'other' })])
      await visit(run, { links: [link('/b', { depth: 1, data: 7, headers: { accept: '*/*' } })] })
      expect(await run.counts()).toEqual(books({ discovered: 2, done: 1, waiting: 1, bytes: 100 }))
      expect(await run.audit()).toEqual(await run.counts())
      expect(await run.claim(SITE, 10)).toMatchObject([
        { depth: 1, route: 'page', data: '7', headers: '{"accept":"*/*"}' },
      ])
      expect((await store.find('shop', link('/b').key))?.path).toEqual([`${SITE}/a`])
    })

    test('without a reason takes that place on the same page too', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a', { skip: 'depth' }), link('/a'), link('/a', { skip: 'x' })])
      expect(await run.counts()).toEqual(books({ discovered: 1, waiting: 1 }))
      expect(await run.audit()).toEqual(await run.counts())
    })

    test('is known to the next process too, and one with a reason may still be followed', async (store, reopen) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b'), link('/c', { skip: 'depth' })])
      const again = await (await reopen()).open('shop')
      // What is known is taken up in the background.
      await new Promise((resolve) => setTimeout(resolve, 50))
      await visit(again, { links: [link('/a'), link('/b'), link('/c')] })
      expect(await again.counts()).toEqual(books({ discovered: 3, done: 1, waiting: 2, bytes: 100 }))
      expect(paths(await again.claim(SITE, 10))).toEqual(['/b', '/c'])
    })

    test('with a reason changes nothing about one that waits or is done', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b')])
      await visit(run, { links: [link('/a', { skip: 'x' }), link('/b', { skip: 'x' })] })
      expect(await run.counts()).toEqual(books({ discovered: 2, done: 1, waiting: 1, bytes: 100 }))
    })

    test('never brings back a request that was skipped for what it is', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b')])
      await run.skip(await claimOne(run), 'robots.txt')
      await visit(run, { links: [link('/a')] })
      await run.enqueue([link('/a')])
      expect(await run.claim(SITE, 10)).toEqual([])
      expect((await run.counts()).skips).toEqual({ 'robots.txt': 1 })
    })
  })

  describe('a failure', () => {
    test('without another try is failed, and listed by its class with an example', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b'), link('/c'), link('/d')])
      const [a, b, c] = await run.claim(SITE, 3)
      if (a) await run.fail(a, { name: 'TimeoutError', message: 'took too long', status: undefined })
      if (b) await run.fail(b, UNAVAILABLE)
      if (c) await run.fail(c, { ...UNAVAILABLE, message: 'responded 500', status: 500 })
      expect(await run.counts()).toEqual(books({ discovered: 4, failed: 3, waiting: 1 }))
      expect(await run.failures()).toEqual([
        { name: 'StatusError', count: 2, example: { url: `${SITE}/b`, message: 'responded 503' } },
        { name: 'TimeoutError', count: 1, example: { url: `${SITE}/a`, message: 'took too long' } },
      ])
    })

    test('that was mended is a failure no more', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a')])
      await run.fail(await claimOne(run), UNAVAILABLE, new Date(0))
      await visit(run)
      expect(await run.failures()).toEqual([])
      expect(await store.find('shop', link('/a').key)).toMatchObject({ state: 'done' })
    })
  })
}
