import { describe, expect } from 'vitest'

import type { MakeStore } from '../contract.ts'
import { claimOne, link, SITE, UNAVAILABLE, visit } from '../samples.ts'
import { testWith } from './with-store.ts'

/** What `why <url>` is told. */
export function storiesContract(make: MakeStore): void {
  const test = testWith(make)

  describe('find', () => {
    test('tells the pages that led to a URL, the start first', async (store, reopen) => {
      const run = await store.open('shop')
      await run.enqueue([link('/start', { route: 'list' })])
      await visit(run, { links: [link('/list', { depth: 1 })] })
      await visit(run, { links: [link('/item', { depth: 2, skip: 'depth' }), link('/list', { depth: 2 })] })
      const again = await reopen()
      expect(await again.find('shop', link('/item').key)).toEqual({
        method: 'GET',
        headers: undefined,
        body: undefined,
        url: `${SITE}/item`,
        route: 'page',
        state: 'skipped',
        reason: 'depth',
        status: undefined,
        tries: 0,
        due: undefined,
        account: '',
        epoch: undefined,
        depth: 2,
        path: [`${SITE}/start`, `${SITE}/list`],
      })
      expect(await again.find('shop', link('/start').key)).toMatchObject({ state: 'done', path: [] })
    })

    test('tells the request that led to what was queued while it was read, as a sitemap is', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/sitemap.xml')])
      const sitemap = await claimOne(run)
      await run.enqueue([link('/a'), link('/sitemap.xml')], sitemap)
      expect(await store.find('shop', link('/a').key)).toMatchObject({ path: [`${SITE}/sitemap.xml`] })
      expect(await store.find('shop', link('/sitemap.xml').key)).toMatchObject({ state: 'waiting', path: [] })
    })

    test('tells the state and its reason', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b'), link('/c'), link('/d')])
      await run.fail(await claimOne(run), UNAVAILABLE)
      await run.skip(await claimOne(run), 'robots.txt')
      await run.fail(await claimOne(run), UNAVAILABLE, new Date(Date.now() + 60_000))
      const find = (path: string) => store.find('shop', link(path).key)
      expect(await find('/a')).toMatchObject({ state: 'failed', reason: 'responded 503', tries: 1 })
      expect(await find('/b')).toMatchObject({ state: 'skipped', reason: 'robots.txt', tries: 0 })
      expect(await find('/c')).toMatchObject({ state: 'waiting', reason: 'responded 503', tries: 1 })
      expect(await find('/d')).toMatchObject({ state: 'waiting', reason: undefined, tries: 0 })
    })

    test('tells the login that a page was fetched under, when it is due, and what failed before', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a', { account: 'ada' })])
      const later = new Date(Date.now() + 60_000)
      await run.postpone(await claimOne(run), later)
      expect(await store.find('shop', link('/a', { account: 'ada' }).key)).toMatchObject({ due: later })
      await run.enqueue([link('/b')])
      await run.fail(await claimOne(run), UNAVAILABLE, new Date())
      await visit(run, { epoch: 3, status: 200 })
      expect(await store.find('shop', link('/b').key)).toMatchObject({
        state: 'done',
        reason: 'responded 503',
        status: 200,
        tries: 1,
        epoch: 3,
        due: undefined,
      })
    })

    test('tells what was sent to a URL, beside what was got from it', async (store) => {
      const run = await store.open('shop')
      const search = (body: string, account = '') => link('/search', { method: 'POST', body, account })
      await run.enqueue([link('/search'), search('q=chair'), search('q=sofa', 'ada'), link('/other')])
      await run.fail(await claimOne(run), UNAVAILABLE)
      const sent = await store.findSent('shop', `${SITE}/search`)
      expect(sent).toMatchObject([
        { method: 'POST', body: 'q=chair', account: '', state: 'waiting' },
        { method: 'POST', body: 'q=sofa', account: 'ada', state: 'waiting' },
      ])
      expect(await store.find('shop', link('/search').key)).toMatchObject({ method: 'GET', state: 'failed' })
      expect(await store.findSent('shop', `${SITE}/other`)).toEqual([])
      await run.close()
      await store.open('shop', 'fresh')
      expect(await store.findSent('shop', `${SITE}/search`)).toEqual([])
    })

    test('knows only the last run of its crawler', async (store) => {
      const first = await store.open('shop')
      await first.enqueue([link('/old')])
      await first.close()
      await store.open('shop', 'fresh')
      expect(await store.find('shop', link('/old').key)).toBeUndefined()
      expect(await store.find('nobody', link('/old').key)).toBeUndefined()
    })

    test('tells a long way too', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/0')])
      for (let page = 1; page <= 150; page++) await visit(run, { links: [link(`/${page}`)] })
      const story = await store.find('shop', link('/150').key)
      expect(story?.path).toEqual(Array.from({ length: 150 }, (_, page) => `${SITE}/${page}`))
    })
  })
}
