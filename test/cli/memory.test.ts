import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

const run = promisify(execFile)

/** Leaves much behind, of which a part outlives each collection, as the pages of a crawl do; tells how large the young generation was. */
const LITTER = `
  import { setTimeout as sleep } from 'node:timers/promises'
  import { getHeapSpaceStatistics } from 'node:v8'
  if (process.argv[1] === 'small') (await import('latchkey-small-heap')).keepHeapSmall()
  let most = 0
  for (let round = 0, kept = []; round < 60; round++) {
    for (let index = 0; index < 40_000; index++) kept.push({ index, pair: [index] })
    if (round % 4 === 0) kept = []
    await sleep(25)
    most = Math.max(most, getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size)
  }
  console.log(most / 1e6)`

/** Builds a tree once a body is there, as a route does that reads a page; tells how often everything was collected meanwhile. */
const TREE = `
  import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
  import { GCProfiler } from 'node:v8'
  const { keepHeapSmall } = await import('latchkey-small-heap')
  keepHeapSmall()
  const body = Buffer.alloc(process.argv[1] === 'large' ? 40e6 : 1e6)
  await sleep(200)
  const profiler = new GCProfiler()
  profiler.start()
  for (let index = 0, tree = []; index < 2_000_000; index++) {
    tree.push({ byte: body[index % 100], pair: [index] })
    if (index % 10_000 === 0) await setImmediate()
  }
  console.log(profiler.stop().statistics.filter(({ gcType }) => gcType === 'MarkSweepCompact').length)`

/** What a script prints in a process of its own. */
async function measured(script: string, word: string): Promise<number> {
  const module = new URL('../../packages/core/src/cli/small-heap.ts', import.meta.url).href
  const source = script.replace('latchkey-small-heap', module)
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', source, word])
  return Number(stdout)
}

test('the command keeps the young generation of its heap to a part of what V8 would let it become', async () => {
  const [small, usual] = await Promise.all([measured(LITTER, 'small'), measured(LITTER, 'usual')])
  expect(usual).toBeGreaterThan(60)
  expect(small).toBeLessThan(40)
})

test('the tree of a large page is given room as soon as its body is there, and not marked over and over', async () => {
  // One after the other: where the marking is kept waiting, there is less of it in both.
  const ordinary = await measured(TREE, 'ordinary')
  expect(await measured(TREE, 'large')).toBeLessThan(0.8 * ordinary)
})
