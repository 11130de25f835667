import { assert, asyncProperty } from 'fast-check'
import { test } from 'vitest'

import { temporaryFile } from '../temporary-file.ts'
import { actions } from './actions.ts'
import { CrawlUnderTest } from './crawl-under-test.ts'

const CRAWLS = 40

test(
  `${CRAWLS} crawls of any steps, crashes among them, come to what the simplest model says`,
  { timeout: 60_000 },
  async () => {
    const property = asyncProperty(actions, async (steps) => {
      using file = temporaryFile()
      const crawl = await CrawlUnderTest.begin(file.path)
      try {
        for (const [index, step] of steps.entries()) {
          await crawl.do(step)
          if (index % 5 === 0) await crawl.check()
        }
        await crawl.check()
      } finally {
        await crawl.end()
      }
    })
    await assert(property, { numRuns: CRAWLS })
  },
)
