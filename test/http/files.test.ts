import { open, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'

import { loadPage, Response, savePage } from 'latchkey'
import { expect, test } from 'vitest'

import { replaceFile } from '../../packages/core/src/http/files/replace-file.ts'
import { temporaryFolder } from '../support/folder.ts'

test('who reads a saved page while it is saved again reads the old one whole', async () => {
  await using folder = await temporaryFolder()
  const file = folder.file('page.html')
  const pageOf = (body: string) => new Response({ url: 'https://shop.example/', body })
  await savePage(file, pageOf('the old page'))
  await using reading = await open(file)
  await savePage(file, pageOf('new'))
  expect(await reading.readFile('utf8')).toBe('the old page')
  expect((await loadPage(file)).text).toBe('new')
  await savePage(file, pageOf(''))
  expect((await loadPage(file)).text).toBe('')
  expect((await readdir(folder.path)).toSorted()).toEqual(['page.html', 'page.html.json'])
})

test('a file whose new content ends in an error stays as it was, and nothing is left beside it', async () => {
  await using folder = await temporaryFolder()
  const file = folder.file('records.jsonl')
  await writeFile(file, 'old')
  const parts = function* () {
    yield 'x'.repeat(1_000_000)
    throw new RangeError('mine')
  }
  await expect(replaceFile(file, parts())).rejects.toThrow(new RangeError('mine'))
  await expect(replaceFile(folder.file('no/folder'), ['x'])).rejects.toMatchObject({ code: 'ENOENT' })
  expect(await readFile(file, 'utf8')).toBe('old')
  expect(await readdir(folder.path)).toEqual(['records.jsonl'])
})

test('a link in the way of a file is replaced, not followed, and the file has the mode that is asked for', async () => {
  await using folder = await temporaryFolder()
  const [victim, file] = [folder.file('victim'), folder.file('file')]
  await writeFile(victim, 'untouched')
  await symlink(victim, file)
  await replaceFile(file, ['a', Buffer.from('b')], 0o600)
  expect([await readFile(victim, 'utf8'), await readFile(file, 'utf8')]).toEqual(['untouched', 'ab'])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})
