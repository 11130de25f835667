import { expect, test } from 'vitest'
import { z } from 'zod'

import { csvLines } from '../../packages/core/src/cli/show/csv.ts'
import { fieldsOf } from '../../packages/core/src/extract/record/fields.ts'

test('each record is a row of CSV that readers see, though it has nothing but one empty field', async () => {
  const records = async function* () {
    yield* [{ note: 'a, b' }, { note: null }, { note: '' }, { note: '"' }]
  }
  const lines = await Array.fromAsync(csvLines(records))
  expect(lines).toEqual(['note\r\n', '"a, b"\r\n', '""\r\n', '""\r\n', '""""\r\n'])
})

test('the columns of a CSV are the fields of its schema, though no record has them, and then what else records have', async () => {
  const schema = z.looseObject({
    id: z.string(),
    seen: z.date(),
    words: z.string().transform((text) => text.split(' ')),
    note: z.string().optional(),
  })
  const fields = fieldsOf(schema)
  const none = await Array.fromAsync(csvLines(async function* () {}, fields))
  expect(none).toEqual(['id,seen,words,note\r\n'])
  const records = async function* () {
    yield* [{ words: ['a'], more: 1, id: '7' }]
  }
  expect(await Array.fromAsync(csvLines(records, fields))).toEqual([
    'id,seen,words,note,more\r\n',
    '7,,"[""a""]",,1\r\n',
  ])
})

test('a schema that cannot say its fields says none', () => {
  const silent = {
    '~standard': { version: 1, vendor: 'own', validate: (value: unknown) => ({ value }) },
  } as const
  const schemas = [undefined, silent, z.string(), z.union([z.object({ id: z.string() }), z.string()])]
  expect(schemas.map(fieldsOf)).toEqual([[], [], [], []])
})
