import { expect, test } from 'vitest'

import { soak } from '../../bench/soak/soak.ts'

test('a crawl with faults on one page in twenty, two kill -9 and a network cut has every healthy record once', async () => {
  const { report, exitCode, pages, faulty, ...rest } = await soak({ products: 600, outage: 1_500 })
  expect(report).toMatchObject({
    reason: 'finished',
    resumed: true,
    discovered: pages,
    waiting: 0,
    failed: faulty,
  })
  expect(report.done + report.failed).toBe(pages)
  expect(exitCode).toBe(0)
  expect(rest).toMatchObject({ missing: [], doubled: [], junk: [], integrity: 'ok' })
  expect(rest.memory.last.samples).toBeGreaterThan(0)
})
