import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

import { defineCrawler, type Crawler } from 'latchkey'
import { describe, expect, test } from 'vitest'

import { crawlOnce } from '../support/crawl-once.ts'
import { politeCrawler, servePages, type TimedServer } from '../support/crawlers/polite-site.ts'
import { gapsOf, mostInWindow } from '../support/sliding-window.ts'

/** Long enough for a request to arrive that should not. */
const A_WHILE = 100

/** Routes by which every page leads on. */
const { routes: FOLLOWING } = defineCrawler({
  name: 'following',
  start: [],
  routes: {
    list: ({ follow }) => follow('a', 'page'),
    page: ({ follow }) => follow('a', 'page'),
  },
})

describe.concurrent('a site that struggles is asked less, and then as much as before', () => {
  test('when it fails: fewer requests at once, and never more than the crawler names', async () => {
    const held = new Held()
    await using site = await servePages(60, ({ url }, response) => url !== '/' && held.keep(response))
    using failures = new Count('failure', 'failing')
    const stop = new AbortController()
    const rate = { perSecond: 1_000, concurrency: 4 }
    const run = crawlOnce(crawlerOf(site, { name: 'failing', rate }), { signal: stop.signal })

    for (const [failed, atOnce, left] of [
      [2, 4, 2],
      [4, 2, 1],
    ] as const) {
      await held.reaches(atOnce)
      held.answer(500)
      await failures.reach(failed - 1)
      await held.reaches(atOnce)
      held.answer(500)
      await failures.reach(failed)
      while (held.count > left) held.answer()
      await sleep(A_WHILE)
      expect(held.count).toBe(left)
      // What was asked for before it struggled says no more about it.
      while (held.count > 0) held.answer()
    }

    await held.recover()
    await held.reaches(4)
    await sleep(A_WHILE)
    expect(held.peak).toBe(4)
    stop.abort()
    held.letGo()
    await run
  })

  test('when it fails: fewer requests a second, and never more than the crawler names', async () => {
    await using site = await servePages(50, (_, response) => {
      // Four in a row: with the fifth it would not be asked any more.
      const isFailing = site.times.length > 9 && site.times.length <= 13
      if (isFailing) response.writeHead(500).end()
      return isFailing
    })
    const interval = 40
    const rate = { perSecond: 1_000 / interval, concurrency: 1 }
    const report = await crawlOnce(crawlerOf(site, { name: 'failing-often', rate }))
    expect(report).toMatchObject({ done: 51, failed: 0 })
    const gaps = gapsOf(site.times)
    // An eighth of its rate, and then a sixteenth more with each answer: 8, 5.3, 4, 3.2 and 2.7 intervals.
    expect(sum(gaps.slice(13, 18))).toBeGreaterThan(2.5 * 5 * interval)
    // At an eighth, the last fifteen would take 120.
    expect(sum(gaps.slice(-15))).toBeLessThan(60 * interval)
    expect(mostInWindow(site.times, 1_000)).toBeLessThanOrEqual(1_000 / interval + 1)
  })

  test('when one page after the other is turned away by its route: fewer requests a second', async () => {
    await using site = await servePages(16)
    const interval = 20
    const { routes } = defineCrawler({
      name: 'busy',
      start: [],
      routes: { list: ({ follow }) => follow('a', 'page'), page: ({ tryAgain }) => tryAgain('busy') },
    })
    const rate = { perSecond: 1_000 / interval, concurrency: 1 }
    const report = await crawlOnce(crawlerOf(site, { name: 'busy', rate, routes, tries: 1 }))
    expect(report).toMatchObject({ done: 1, failed: 16 })
    // At a fifth of the rate, or less.
    expect(sum(gapsOf(site.times).slice(-6))).toBeGreaterThan(5 * 6 * interval * 0.75)
  })

  test('when its answers take seconds longer than usual: fewer requests at once', async () => {
    const held = new Held()
    const more = Array.from({ length: 60 }, (_, index) => `<a href="/more-${index}"></a>`).join('')
    await using site = await servePages(8, ({ url }, response) => url !== '/' && held.keep(response))
    using pages = new Count('page', 'slow')
    const stop = new AbortController()
    const rate = { perSecond: 1_000, concurrency: 8 }
    const crawler = crawlerOf(site, { name: 'slow', rate, routes: FOLLOWING })
    const run = crawlOnce(crawler, { signal: stop.signal })

    await held.reaches(8)
    // What is usual on a busy machine counts several times before anything is slow.
    const usual = performance.now() - (site.times[0] ?? 0)
    await sleep(3_500 + 8 * usual)
    while (held.count > 1) held.answer()
    await pages.reach(8)
    // Only this one leads on, so that nothing else is under way when the others may be asked for.
    held.answer(200, more)
    while (held.count < 4) await sleep(5)
    await held.settles()
    expect(held.count).toBeLessThan(8)

    await held.recover()
    await held.reaches(8)
    await sleep(A_WHILE)
    expect(held.peak).toBe(8)
    stop.abort()
    held.letGo()
    await run
  })
})

/** Requests that are answered when the test says so. */
class Held {
  readonly #responses: ServerResponse[] = []
  #isOver = false
  peak = 0

  get count(): number {
    return this.#responses.length
  }

  keep(response: ServerResponse): boolean {
    if (this.#isOver) return false
    this.#responses.push(response)
    this.peak = Math.max(this.peak, this.count)
    return true
  }

  async reaches(count: number): Promise<void> {
    while (this.count !== count) await sleep(5)
  }

  /** Resolves when none has come for a while. */
  async settles(): Promise<void> {
    for (let count = -1; count !== this.count; await sleep(A_WHILE)) count = this.count
  }

  /** Answers the one that has waited longest. */
  answer(status = 200, body = ''): void {
    this.#responses.shift()?.writeHead(status, { 'content-type': 'text/html' }).end(body)
  }

  /** Answers as many as it takes to be asked as much as before. */
  async recover(): Promise<void> {
    for (let left = 16; left > 0; left--) {
      while (this.count === 0) await sleep(5)
      this.answer()
    }
  }

  /** Answers all, and keeps none any more. */
  letGo(): void {
    this.#isOver = true
    while (this.count > 0) this.answer()
  }
}

/** How often something has happened to a crawler. */
class Count implements Disposable {
  readonly #channel: string
  readonly #crawler: string
  #count = 0
  readonly #add = (event: unknown) => {
    if ((event as { crawler: string }).crawler === this.#crawler) this.#count++
  }

  constructor(event: 'page' | 'failure', crawler: string) {
    this.#channel = `latchkey:${event}`
    this.#crawler = crawler
    subscribe(this.#channel, this.#add)
  }

  async reach(count: number): Promise<void> {
    while (this.#count < count) await sleep(5)
  }

  [Symbol.dispose](): void {
    unsubscribe(this.#channel, this.#add)
  }
}

function crawlerOf({ url }: TimedServer, settings: Partial<Crawler>): Crawler {
  return politeCrawler(`${url}/`, { robots: false, ...settings })
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
