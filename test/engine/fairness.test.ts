import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

import { crawl, SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'

import { politeCrawler, servePages, type TimedServer } from '../support/crawlers/polite-site.ts'

const PAGES = 12

test('while one site answers nothing, nine others are crawled to their ends', async () => {
  const silence = new Silence()
  await using stalling = await servePages(40, ({ url }, response) => url !== '/' && silence.keeps(response))
  const { report, before } = await crawlBeside([stalling], silence)
  expect(before).toBeGreaterThan(1)
  expect(report).toMatchObject({ done: 9 * (PAGES + 1) + 41, failed: 0, waiting: 0 })
})

test('thirty sites that answer nothing from the start hold up nobody either', async () => {
  const silence = new Silence()
  const stalling = await Promise.all(
    Array.from({ length: 30 }, () => servePages(0, (_, response) => silence.keeps(response))),
  )
  const { report } = await crawlBeside(stalling, silence)
  expect(report).toMatchObject({ done: 9 * (PAGES + 1) + 30, failed: 0, waiting: 0 })
  for (const server of stalling) await server[Symbol.asyncDispose]()
})

/** Answers that are not given before it is broken. */
class Silence {
  readonly #kept: ServerResponse[] = []
  #isBroken = false

  keeps(response: ServerResponse): boolean {
    if (!this.#isBroken) this.#kept.push(response)
    return !this.#isBroken
  }

  break(): void {
    this.#isBroken = true
    for (const response of this.#kept) response.setHeader('content-type', 'text/html').end()
  }
}

/** Crawls nine sites that are well beside those that stall; these answer only once the nine have been asked for all. */
async function crawlBeside(stalling: readonly TimedServer[], silence: Silence) {
  const wells = await Promise.all(Array.from({ length: 9 }, () => servePages(PAGES)))
  const start = [...stalling, ...wells].map(({ url }) => `${url}/`)
  await using store = new SqliteStore(':memory:')
  const run = crawl(politeCrawler('', { start, robots: false }), { store })
  // Whoever is held up by a site that stalls waits for ever, and the test with him.
  while (wells.some(({ requests }) => requests.length < PAGES + 1)) await sleep(10)
  const before = stalling.reduce((sum, { requests }) => sum + requests.length, 0)
  silence.break()
  const report = await run
  for (const server of wells) await server[Symbol.asyncDispose]()
  return { report, before }
}
