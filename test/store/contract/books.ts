import { describe, expect } from 'vitest'

import type { Counts, Run } from '../../../packages/core/src/frontier/store.ts'
import type { MakeStore } from '../contract.ts'
import { claimOne, link, linkOn, page, record, SITE, UNAVAILABLE, visit } from '../samples.ts'
import { testWith } from './with-store.ts'

const STEPS = 400

/** That the books balance whatever happens. */
export function booksContract(make: MakeStore): void {
  const test = testWith(make)

  describe('the books', () => {
    test('balance after every step of a long and careless crawl', async (store) => {
      const random = numbers(20_261_121)
      let run = await store.open('shop')
      await run.enqueue([link('/0'), link('/1')])
      for (let step = 0; step < STEPS; step++) {
        await stumble(run, random)
        if (random() < 0.02) {
          await run.close()
          run = await store.open('shop', random() < 0.5 ? 'retry' : 'resume')
        }
        balanced(await run.counts(), await run.audit())
      }
      const { done, skipped } = await run.counts()
      expect(Math.min(done, skipped)).toBeGreaterThan(20)
    })

    test('say of each site how many pages were fetched for good, what they weigh, and how many failed', async (store) => {
      const run = await store.open('shop')
      const other = 'https://other.example'
      await run.enqueue([link('/1'), link('/2'), link('/3'), link('/4'), linkOn(other, '/1')])
      expect(await run.amounts()).toEqual([])
      await visit(run, { bytes: 30 })
      await visit(run, { bytes: 12, suspectSince: 1 })
      await run.fail(await claimOne(run), UNAVAILABLE)
      await run.fail(await claimOne(run), UNAVAILABLE, new Date(Date.now() + 60_000))
      await run.commit(page(await claimOne(run, other), { bytes: 5 }))
      const amounts = (await run.amounts()).toSorted((a, b) => b.pages - a.pages)
      expect(amounts).toEqual([
        { site: SITE, pages: 3, bytes: 42, errors: 1 },
        { site: other, pages: 1, bytes: 5, errors: 0 },
      ])
    })
  })
}

/** Does one thing or another with the next request. */
async function stumble(run: Run, random: () => number): Promise<void> {
  const some = (amount: number) => Math.floor(random() * amount)
  const reason = () => (random() < 0.3 ? ['depth', 'off-site', 'sign-out'][some(3)] : undefined)
  const links = Array.from({ length: some(4) }, () =>
    link(`/${some(300)}`, { depth: some(3), skip: reason() }),
  )
  const [request] = await run.claim(SITE, 1)
  const dice = random()
  if (!request || dice < 0.1) await run.enqueue(links)
  else if (dice < 0.2) await run.fail(request, UNAVAILABLE)
  else if (dice < 0.3) await run.fail(request, UNAVAILABLE, new Date())
  else if (dice < 0.4) await run.skip(request, 'robots.txt')
  else if (dice < 0.5) run.release(request)
  else {
    const records = Array.from({ length: some(3) }, () =>
      record(random() < 0.5 ? undefined : String(some(20))),
    )
    await run.commit(page(request, { links, records, bytes: some(1000) }))
    if (dice > 0.9) await expect(run.commit(page(request, { links, records }))).rejects.toThrow('not waiting')
  }
}

function balanced(counts: Counts, audit: Counts): void {
  const { waiting, done, failed, suspect, inDoubt, skipped, skips } = counts
  expect(counts).toEqual(audit)
  expect(counts.discovered).toBe(waiting + done + failed + suspect + inDoubt + skipped)
  expect(Object.values(skips).reduce((sum, amount) => sum + amount, 0)).toBe(skipped)
}

/** Numbers in [0, 1) that are the same in every test run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
