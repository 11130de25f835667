import { stripVTControlCharacters } from 'node:util'

import { expect, test, vi } from 'vitest'

import { progressView } from '../../packages/core/src/cli/show/progress-view.ts'
import type { Progress } from '../../packages/core/src/engine/report/progress.ts'

test('progress on a narrow terminal erases the rows that it took, wrapped ones too', () => {
  const written: string[] = []
  const { columns } = process.stderr
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0)
  process.stderr.columns = 30
  try {
    const view = progressView('terminal')
    view.show(progress)
    view.end()
  } finally {
    spy.mockRestore()
    process.stderr.columns = columns
  }
  const plain = stripVTControlCharacters(written[0] ?? '')
    .trimEnd()
    .split('\n')
  const rows = plain.reduce((sum, line) => sum + Math.ceil(line.length / 30), 0)
  expect(rows).toBeGreaterThan(plain.length)
  expect(written.at(-1)).toBe(`\r\u001B[${rows}A\u001B[J`)
})

const progress: Progress = {
  crawler: 'shop',
  run: 1,
  seconds: 8,
  pagesPerSecond: 12,
  perSecond: 2,
  eta: 90,
  troubles: [],
  holds: [],
  discovered: 140,
  waiting: 40,
  done: 100,
  failed: 0,
  suspect: 0,
  inDoubt: 0,
  skipped: 0,
  skips: {},
  records: { product: 90 },
  replaced: {},
  bytes: 1_000,
}
