import { expect, test } from 'vitest'

import { csvLines } from '../../packages/core/src/cli/show/csv.ts'

test('each record is a row of CSV that readers see, though it has nothing but one empty field', async () => {
  const records = async function* () {
    yield* [{ note: 'a, b' }, { note: null }, { note: '' }, { note: '"' }]
  }
  const lines = await Array.fromAsync(csvLines(records))
  expect(lines).toEqual(['note\r\n', '"a, b"\r\n', '""\r\n', '""\r\n', '""""\r\n'])
})
