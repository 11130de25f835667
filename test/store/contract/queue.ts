import { describe, expect } from 'vitest'

import type { MakeStore } from '../contract.ts'
import { books, claimOne, link, linkOn, page, paths, SITE, UNAVAILABLE, visit } from '../samples.ts'
import { testWith } from './with-store.ts'

const OTHER = 'https://books.example'
const soon = (milliseconds: number) => new Date(Date.now() + milliseconds)

/** What is claimed, and in which order. */
export function queueContract(make: MakeStore): void {
  const test = testWith(make)

  describe('claim', () => {
    test('gives by priority, then depth, then age', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([
        link('/deep', { depth: 2 }),
        link('/old', { depth: 1 }),
        link('/late', { priority: -1 }),
        link('/soon', { priority: 5, depth: 9 }),
      ])
      await run.enqueue([link('/young', { depth: 1 }), link('/start')])
      const requests = await run.claim(SITE, 10)
      expect(paths(requests)).toEqual(['/soon', '/start', '/old', '/young', '/deep', '/late'])
    })

    test('gives the links of one page in the order of the page', async (store) => {
      const run = await store.open('shop')
      const links = Array.from({ length: 30 }, (_, index) => link(`/${index}`))
      await run.enqueue(links)
      expect((await run.claim(SITE, 30)).map((request) => request.url)).toEqual(links.map(({ url }) => url))
    })

    test('gives a request as it was queued', async (store) => {
      const run = await store.open('shop')
      const order = {
        method: 'POST',
        headers: { accept: '*/*' },
        body: 'a=1&b=ü',
        route: 'order',
        data: { year: 2026 },
        account: 'ada',
        depth: 3,
        priority: 2,
      }
      await run.enqueue([link('/order', order)])
      const { id, key, tries, ...request } = await claimOne(run)
      const { key: expectedKey, skip: _, ...expected } = link('/order', order)
      expect(request).toEqual(expected)
      expect(Buffer.from(key)).toEqual(Buffer.from(expectedKey))
      expect({ id: typeof id, tries }).toEqual({ id: 'number', tries: 0 })
    })

    test('gives no more than there is room for', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b'), link('/c')])
      expect(await run.claim(SITE, 0)).toEqual([])
      expect(await run.claim(SITE, -1)).toEqual([])
      expect(paths(await run.claim(SITE, 2))).toEqual(['/a', '/b'])
      expect(paths(await run.claim(SITE, 2))).toEqual(['/c'])
    })

    test('never gives one twice while it is in flight', async (store) => {
      const run = await store.open('shop')
      await run.enqueue(Array.from({ length: 50 }, (_, index) => link(`/${index}`)))
      const rooms = [7, 1, 20, 3, 19, 5]
      const claims = await Promise.all(rooms.map((room) => run.claim(SITE, room)))
      const ids = claims.flat().map((request) => request.id)
      expect(ids).toHaveLength(50)
      expect(new Set(ids).size).toBe(50)
      expect((await run.counts()).waiting).toBe(50)
    })

    test('does not give again what is being committed', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a')])
      const commit = run.commit(page(await claimOne(run)))
      expect(await run.claim(SITE, 1)).toEqual([])
      await commit
      expect(await run.claim(SITE, 1)).toEqual([])
    })

    test('gives again what was released, without a try spent', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b')])
      const [a] = await run.claim(SITE, 2)
      if (a) run.release(a)
      expect(await run.claim(SITE, 2)).toMatchObject([{ url: `${SITE}/a`, tries: 0 }])
    })

    test('keeps to its site', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), linkOn(OTHER, '/b'), link('/c')])
      expect(paths(await run.claim(OTHER, 10))).toEqual(['/b'])
      expect(paths(await run.claim(SITE, 10))).toEqual(['/a', '/c'])
      expect(await run.claim('https://nowhere.example', 10)).toEqual([])
    })

    test('gives one in ten to the lower priorities in turn, so that a flood of higher ones starves none', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/low', { priority: -1 }), link('/lowest', { priority: -7 })])
      const flood = Array.from({ length: 60 }, (_, index) => link(`/flood/${index}`, { priority: 5 }))
      await run.enqueue(flood)
      const order: string[] = []
      for (const room of [4, 9, 1, 1, 20, 5]) order.push(...paths(await run.claim(SITE, room)))
      expect(order.slice(0, 9)).toEqual(flood.slice(0, 9).map(({ url }) => new URL(url).pathname))
      expect(order.indexOf('/low')).toBeLessThan(13)
      expect(order.indexOf('/lowest')).toBeLessThan(35)
      expect(order.filter((path) => path.startsWith('/flood'))).toHaveLength(38)
    })

    test('sees new links of higher priority at once', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b')])
      await visit(run, { links: [link('/first', { priority: 1 })] })
      expect(paths(await run.claim(SITE, 2))).toEqual(['/first', '/b'])
    })
  })

  describe('a request that waits for another try', () => {
    test('is not due before its time', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b')])
      const retryAt = soon(60_000)
      await run.fail(await claimOne(run), UNAVAILABLE, retryAt)
      expect(await run.counts()).toMatchObject({ waiting: 2, failed: 0 })
      expect(paths(await run.claim(SITE, 10))).toEqual(['/b'])
      expect(await run.nextDue(SITE)).toEqual(retryAt)
    })

    test('takes its old place in line when its time has come, with one more try', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a', { priority: 1 }), link('/b')])
      await run.fail(await claimOne(run), UNAVAILABLE, soon(30))
      expect(paths(await run.claim(SITE, 1))).toEqual(['/b'])
      await run.enqueue([link('/c')])
      await new Promise((resolve) => setTimeout(resolve, 40))
      expect(await run.claim(SITE, 10)).toMatchObject([
        { url: `${SITE}/a`, tries: 1 },
        { url: `${SITE}/c`, tries: 0 },
      ])
    })

    test('keeps its time and its tries when the store is opened again', async (store, reopen) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a')])
      const retryAt = soon(60_000)
      await run.fail(await claimOne(run), UNAVAILABLE, retryAt)
      const again = await (await reopen()).open('shop')
      expect(await again.claim(SITE, 1)).toEqual([])
      expect(await again.nextDue(SITE)).toEqual(retryAt)
      expect(await again.sites()).toEqual([SITE])
    })

    test('may be due in the past', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a')])
      await run.fail(await claimOne(run), UNAVAILABLE, new Date(0))
      expect(await run.claim(SITE, 1)).toMatchObject([{ tries: 1 }])
    })
  })

  describe('a request that is postponed', () => {
    test('waits until its time, and spends no try', async (store, reopen) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b')])
      const until = soon(60_000)
      await run.postpone(await claimOne(run), until)
      expect(paths(await run.claim(SITE, 10))).toEqual(['/b'])
      expect(await run.nextDue(SITE)).toEqual(until)
      const again = await (await reopen()).open('shop')
      await again.postpone(await claimOne(again), soon(-1))
      expect(await again.claim(SITE, 1)).toMatchObject([{ url: `${SITE}/b`, tries: 0 }])
      expect(await again.nextDue(SITE)).toEqual(until)
      expect(await again.counts()).toEqual(books({ discovered: 2, waiting: 2 }))
    })

    test('is refused when it is settled', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a')])
      const request = await claimOne(run)
      await run.commit(page(request))
      await expect(run.postpone(request, soon(1))).rejects.toMatchObject({ code: 'SETTLED' })
    })
  })

  describe('deepen', () => {
    test('queues what was skipped for its depth, down to a depth, and nothing else', async (store) => {
      const run = await store.open('shop')
      const tooDeep = (path: string, depth: number) => link(path, { depth, skip: 'depth', route: 'deep' })
      await run.enqueue([tooDeep('/2', 2), tooDeep('/3', 3), tooDeep('/4', 4)])
      await run.enqueue([link('/out', { depth: 1, skip: 'off-site' })])
      await run.deepen(3)
      expect(await run.claim(SITE, 10)).toMatchObject([
        { url: `${SITE}/2`, depth: 2, route: 'deep' },
        { url: `${SITE}/3`, depth: 3, route: 'deep' },
      ])
      expect(await run.counts()).toMatchObject({ waiting: 2, skips: { depth: 1, 'off-site': 1 } })
      expect(await run.audit()).toEqual(await run.counts())
      await run.deepen(Infinity)
      expect(await run.counts()).toMatchObject({ waiting: 3, skipped: 1 })
    })
  })

  describe('nextDue', () => {
    test('is now while something can be claimed, and undefined when nothing can', async (store) => {
      const run = await store.open('shop')
      expect(await run.nextDue(SITE)).toBeUndefined()
      await run.enqueue([link('/a')])
      const due = await run.nextDue(SITE)
      expect(due?.getTime()).toBeLessThanOrEqual(Date.now())
      const request = await claimOne(run)
      expect(await run.nextDue(SITE)).toBeUndefined()
      run.release(request)
      expect(await run.nextDue(SITE)).toBeInstanceOf(Date)
      await visit(run)
      expect(await run.nextDue(SITE)).toBeUndefined()
    })

    test('is the earliest of several', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b'), link('/c')])
      const times = [soon(90_000), soon(30_000), soon(60_000)]
      for (const time of times) await run.fail(await claimOne(run), UNAVAILABLE, time)
      expect(await run.nextDue(SITE)).toEqual(times[1])
    })
  })

  describe('sites', () => {
    test('are those with requests waiting, due or not', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([
        link('/a'),
        link('/b'),
        linkOn(OTHER, '/a'),
        linkOn('https://c.example', '/', { skip: 'x' }),
      ])
      expect((await run.sites()).toSorted()).toEqual([OTHER, SITE])
      await run.fail(await claimOne(run, OTHER), UNAVAILABLE, soon(60_000))
      await visit(run)
      expect((await run.sites()).toSorted()).toEqual([OTHER, SITE])
      await visit(run)
      expect(await run.sites()).toEqual([OTHER])
    })
  })
}
