import { describe, expect } from 'vitest'

import type { MakeStore } from '../contract.ts'
import { books, claimOne, link, page, paths, record, SITE, UNAVAILABLE, visit } from '../samples.ts'
import { testWith } from './with-store.ts'

/** How runs begin, go on and end. */
export function runsContract(make: MakeStore): void {
  const test = testWith(make)

  describe('a run', () => {
    test('begins where there is none', async (store) => {
      const before = Date.now()
      const run = await store.open('shop')
      expect(run.crawler).toBe('shop')
      expect(run.resumed).toBe(false)
      expect(run.startedAt.getTime()).toBeGreaterThanOrEqual(before)
      expect(await run.counts()).toEqual(books({}))
      expect(await run.claim(SITE, 10)).toEqual([])
      expect(await run.sites()).toEqual([])
    })

    test('goes on where it stopped when the store is opened again', async (store, reopen) => {
      const first = await store.open('shop')
      await first.enqueue([link('/a'), link('/b')])
      await visit(first, { links: [link('/c')] })
      await claimOne(first)
      const second = await (await reopen()).open('shop')
      expect(second).toMatchObject({ id: first.id, resumed: true, startedAt: first.startedAt })
      expect(paths(await second.claim(SITE, 10))).toEqual(['/b', '/c'])
    })

    test('that ended with requests waiting is unfinished and goes on', async (store) => {
      const first = await store.open('shop')
      await first.enqueue([link('/a')])
      await first.end('stopped')
      await first.close()
      expect(await store.runs()).toMatchObject([{ reason: 'stopped', finished: false }])
      const second = await store.open('shop', 'resume')
      expect(second.id).toBe(first.id)
      expect(await store.runs()).toMatchObject([{ reason: undefined, endedAt: undefined }])
    })

    test('that ended with nothing waiting is finished, and the next one is new', async (store) => {
      const first = await store.open('shop')
      await first.enqueue([link('/a')])
      await visit(first)
      await first.end('done')
      await first.close()
      const second = await store.open('shop')
      expect(second.resumed).toBe(false)
      expect(second.id).toBeGreaterThan(first.id)
      expect(await second.counts()).toEqual(books({}))
      await second.enqueue([link('/a')])
      expect(paths(await second.claim(SITE, 1))).toEqual(['/a'])
    })

    test('opened fresh abandons the unfinished one, whose records stay', async (store, reopen) => {
      const first = await store.open('shop')
      await first.enqueue([link('/a'), link('/b')])
      await visit(first, { records: [record('1')] })
      await first.close()
      const again = await reopen()
      const second = await again.open('shop', 'fresh')
      expect(second.resumed).toBe(false)
      const [, abandoned] = await again.runs('shop')
      expect(abandoned).toMatchObject({ id: first.id, reason: 'abandoned', finished: false })
      expect(abandoned?.endedAt).toBeInstanceOf(Date)
      expect(await Array.fromAsync(again.records({ run: first.id }))).toHaveLength(1)
      await second.close()
      expect((await again.open('shop')).id).toBe(second.id)
    })

    test('opened fresh leaves a finished one as it ended', async (store) => {
      const first = await store.open('shop')
      await first.end('done')
      await first.close()
      await store.open('shop', 'fresh')
      expect(await store.runs()).toMatchObject([{ finished: false }, { reason: 'done', finished: true }])
    })

    test('opened for retry has its failed requests waiting, as if never tried', async (store) => {
      const first = await store.open('shop')
      await first.enqueue([link('/a'), link('/b'), link('/c')])
      await first.fail(await claimOne(first), UNAVAILABLE, new Date(1))
      await first.fail(await claimOne(first), UNAVAILABLE)
      await first.skip(await claimOne(first), 'robots.txt')
      await visit(first)
      await first.end('done')
      await first.close()
      expect(await store.runs()).toMatchObject([{ finished: true, counts: { failed: 1 } }])

      const second = await store.open('shop', 'retry')
      expect(second).toMatchObject({ id: first.id, resumed: true })
      expect(await second.counts()).toEqual(await second.audit())
      expect(await second.counts()).toMatchObject({ waiting: 1, failed: 0, done: 1, skipped: 1 })
      expect(await store.runs()).toMatchObject([{ finished: false, endedAt: undefined }])
      expect(await second.failures()).toEqual([])
      expect(await second.claim(SITE, 10)).toMatchObject([{ url: `${SITE}/a`, tries: 0 }])
    })

    test('cannot be retried before there is one', async (store) => {
      await expect(store.open('shop', 'retry')).rejects.toMatchObject({ name: 'StoreError', code: 'NO_RUN' })
      expect(await store.runs()).toEqual([])
    })

    test('has nothing to do with another crawler’s', async (store) => {
      const shop = await store.open('shop')
      const books = await store.open('books')
      await shop.enqueue([link('/a')])
      await books.enqueue([link('/a'), link('/b')])
      expect((await shop.counts()).waiting).toBe(1)
      expect(paths(await books.claim(SITE, 10))).toEqual(['/a', '/b'])
      expect(paths(await shop.claim(SITE, 10))).toEqual(['/a'])
    })

    test('takes no more changes once it is closed, and closes twice without harm', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a')])
      const request = await claimOne(run)
      const lastCommit = run.commit(page(request))
      await run.close()
      await run.close()
      await lastCommit
      for (const late of [run.enqueue([]), run.claim(SITE, 1), run.commit(page(request)), run.end('x')]) {
        await expect(late).rejects.toMatchObject({ name: 'StoreError', code: 'CLOSED' })
      }
    })
  })

  describe('runs()', () => {
    test('lists every run, newest first, with its books', async (store) => {
      for (const crawler of ['shop', 'books', 'shop']) {
        const run = await store.open(crawler)
        await run.enqueue([link('/a')])
        await visit(run, { records: [record('1')] })
        await run.end('done')
        await run.close()
      }
      const runs = await store.runs()
      expect(runs.map((run) => run.crawler)).toEqual(['shop', 'books', 'shop'])
      expect(runs.map((run) => run.id)).toEqual(runs.map((run) => run.id).toSorted((a, b) => b - a))
      const counts = books({ discovered: 1, done: 1, bytes: 100, records: { product: 1 } })
      for (const run of runs) expect(run).toMatchObject({ reason: 'done', finished: true, counts })
      expect(await store.runs('books')).toEqual([runs[1]])
      expect(await store.runs('nobody')).toEqual([])
    })
  })
}
