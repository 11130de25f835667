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

async function youngGeneration(heap: 'small' | 'usual'): Promise<number> {
  const module = new URL('../../packages/core/src/cli/small-heap.ts', import.meta.url).href
  const script = LITTER.replace('latchkey-small-heap', module)
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script, heap])
  return Number(stdout)
}

test('the command keeps the young generation of its heap to a part of what V8 would let it become', async () => {
  const [small, usual] = await Promise.all([youngGeneration('small'), youngGeneration('usual')])
  expect(usual).toBeGreaterThan(60)
  expect(small).toBeLessThan(40)
})
