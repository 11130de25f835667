import { describe, expect } from 'vitest'

import type { Store } from '../../../packages/core/src/frontier/store.ts'
import type { MakeStore } from '../contract.ts'
import { books, claimOne, link, page, paths, record, SITE, visit } from '../samples.ts'
import { testWith } from './with-store.ts'

/** That pages of a session in doubt are held back, released or dropped. */
export function suspectsContract(make: MakeStore): void {
  const test = testWith(make)

  describe('a suspect page', () => {
    test('gives its links at once and its records when its session is proved', async (store, reopen) => {
      const first = await store.open('shop')
      await first.enqueue([link('/a')])
      await visit(first, { records: [record('1')], links: [link('/b')], suspectSince: 1000 })
      const held = books({ discovered: 2, suspect: 1, waiting: 1, bytes: 100 })
      expect(await first.counts()).toEqual(held)
      expect(await first.audit()).toEqual(held)
      expect(await values(store)).toEqual([])
      expect(await store.find('shop', link('/a').key)).toMatchObject({ state: 'suspect' })

      const again = await reopen()
      const second = await again.open('shop')
      expect(await second.counts()).toEqual(held)
      await second.prove('', 1000)
      const released = books({ discovered: 2, done: 1, waiting: 1, bytes: 100, records: { product: 1 } })
      expect(await second.counts()).toEqual(released)
      expect(await second.audit()).toEqual(released)
      expect(await values(again)).toEqual(['1'])
    })

    test('is released only by a proof of its account, asked for after it had arrived', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b'), link('/c', { account: 'ada' })])
      await visit(run, { records: [record('a')], suspectSince: 1000 })
      await visit(run, { records: [record('c')], suspectSince: 1000 })
      await visit(run, { records: [record('b')], suspectSince: 2000 })
      await run.prove('', 1500)
      expect(await values(store)).toEqual(['a'])
      expect(await run.counts()).toMatchObject({ done: 1, suspect: 2 })
      await run.prove('ada', 1500)
      expect(await values(store)).toEqual(['a', 'c'])
      await run.prove('', 500)
      await run.prove('nobody', 9000)
      expect(await run.counts()).toMatchObject({ done: 2, suspect: 1, records: { product: 2 } })
    })

    test('is released by the commit of a page that proves it', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b'), link('/c')])
      await visit(run, { records: [record('a')], suspectSince: 1000 })
      await visit(run, { records: [record('b')], suspectSince: 3000 })
      await visit(run, { records: [record('c')], provesUntil: 2000 })
      expect(new Set(await values(store))).toEqual(new Set(['a', 'c']))
      expect(await run.counts()).toMatchObject({ done: 2, suspect: 1, records: { product: 2 } })
      expect(await run.audit()).toEqual(await run.counts())
    })

    test('is released once, whatever is proved again', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a')])
      await visit(run, { records: [record(undefined)], suspectSince: 1000 })
      await Promise.all([run.prove('', 2000), run.prove('', 2000), run.prove('', 3000)])
      expect(await run.counts()).toMatchObject({ done: 1, records: { product: 1 } })
      expect(await run.audit()).toEqual(await run.counts())
    })

    test('takes the place of an earlier record of its key when it is released', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b')])
      await visit(run, { records: [record('1', 'old')] })
      await visit(run, { records: [record('1', 'new'), record('1', 'newer')], suspectSince: 1000 })
      expect(await values(store)).toEqual(['old'])
      expect((await run.counts()).replaced).toEqual({})
      await run.prove('', 1000)
      expect(await values(store)).toEqual(['newer'])
      expect(await run.counts()).toMatchObject({ records: { product: 1 }, replaced: { product: 2 } })
      expect(await run.audit()).toEqual(await run.counts())
    })

    test('keeps a run from being finished', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a')])
      await visit(run, { suspectSince: 1000 })
      await run.end('stopped')
      expect(await store.runs()).toMatchObject([{ finished: false }])
    })
  })

  describe('doubt', () => {
    test('drops what the account’s suspect pages have brought, and lets them wait again', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b'), link('/c'), link('/d', { account: 'ada' })])
      await visit(run, { records: [record('sound')] })
      await visit(run, { records: [record('other')], suspectSince: 1000 })
      await visit(run, { records: [record('junk')], suspectSince: 1000 })
      await visit(run, { records: [record('junk')], suspectSince: 2000 })
      expect(await run.doubt('')).toBe(2)
      expect(await run.doubt('')).toBe(0)
      const counts = await run.counts()
      expect(counts).toMatchObject({ done: 1, waiting: 2, suspect: 1, bytes: 200, records: { product: 1 } })
      expect(await run.audit()).toEqual(counts)

      await run.prove('', 9000)
      expect(await values(store)).toEqual(['sound'])
      expect(await run.claim(SITE, 5)).toMatchObject([
        { url: `${SITE}/b`, tries: 0 },
        { url: `${SITE}/c`, tries: 0 },
      ])
    })
  })

  describe('redo', () => {
    test('drops the records of pages that are done, and lets them wait again', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a'), link('/b'), link('/c')])
      await visit(run, { records: [record('1'), record(undefined, 'text', 'note')], links: [link('/d')] })
      await visit(run, { records: [record('2')] })
      await run.redo([link('/a').key, link('/c').key, link('/unknown').key])
      const counts = books({ discovered: 4, done: 1, waiting: 3, bytes: 100, records: { product: 1 } })
      expect(await run.counts()).toEqual(counts)
      expect(await run.audit()).toEqual(counts)
      expect(await values(store)).toEqual(['2'])

      expect(paths([await claimOne(run)])).toEqual(['/a'])
      expect(await run.claim(SITE, 5)).toHaveLength(2)
    })

    test('of a page gives its records once when it is fetched again', async (store) => {
      const run = await store.open('shop')
      await run.enqueue([link('/a')])
      await visit(run, { records: [record(undefined, 'junk')] })
      await run.redo([link('/a').key])
      await visit(run, { records: [record(undefined, 'sound')] })
      expect(await values(store)).toEqual(['sound'])
      expect(await run.audit()).toEqual(await run.counts())
    })

    test('of pages with one key counts as replaced what each has given last, and not what it had given before', async (store) => {
      const run = await store.open('shop')
      const pages = [link('/a'), link('/b'), link('/c')]
      await run.enqueue(pages)
      for (const junk of ['1', '2', '3']) await visit(run, { records: [record('shop', junk)] })
      expect((await run.counts()).replaced).toEqual({ product: 2 })
      // The record that is left is of the last page, not of the one that is fetched again.
      await run.redo([link('/a').key])
      expect(await run.counts()).toMatchObject({ records: { product: 1 }, replaced: { product: 1 } })
      await visit(run, { records: [record('shop', 'again')] })
      expect(await run.counts()).toMatchObject({ records: { product: 1 }, replaced: { product: 2 } })
      await run.redo(pages.map(({ key }) => key))
      expect(await run.counts()).toEqual(books({ discovered: 3, waiting: 3 }))
      for (const key of ['a', 'b', 'c']) await visit(run, { records: [record(key)] })
      const counts = books({ discovered: 3, done: 3, bytes: 300, records: { product: 3 } })
      expect(await run.counts()).toEqual(counts)
      expect(await run.audit()).toEqual(counts)
    })
  })

  test('proves, doubts and redoes nothing in a closed run', async (store) => {
    const run = await store.open('shop')
    await run.enqueue([link('/a')])
    await run.commit(page(await claimOne(run), { suspectSince: 1000 }))
    await run.close()
    for (const late of [run.prove('', 2000), run.doubt(''), run.redo([])]) {
      await expect(late).rejects.toMatchObject({ code: 'CLOSED' })
    }
  })
}

async function values(store: Store): Promise<unknown[]> {
  return Array.fromAsync(store.records({ crawler: 'shop' }), (stored) => stored.value)
}
