import { readFile, writeFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { runCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'
import { serve } from '../support/serve.ts'

test('a run that does not come to its end leaves the file of --out as it was, and export gives the run before; one that ends at its --limit writes it', async () => {
  let isDown = false
  await using site = await serve(({ url }, response) => {
    response.writeHead(isDown || url === '/robots.txt' ? 404 : 200).end(`<h1>${url}</h1>`)
  })
  await using folder = await temporaryFolder()
  const zod = JSON.stringify(import.meta.resolve('zod'))
  await writeFile(
    folder.file('shop.mjs'),
    `import { z } from ${zod}
    export default { name: 'shop', start: ['${site.url}/1', '${site.url}/2'], limits: { errors: 1 }, rate: { concurrency: 1 },
      records: { lamp: z.object({ name: z.string() }) }, routes: { lamp: ({ $ }) => ({ name: $('h1').text() }) } }`,
  )
  const latchkey = (...words: readonly string[]) =>
    runCommand(['run', 'shop.mjs', '--out', 'lamps.jsonl', ...words], { cwd: folder.path })
  const written = () => readFile(folder.file('lamps.jsonl'), 'utf8')

  expect((await latchkey()).code).toBe(0)
  expect(await written()).toBe('{"name":"/1"}\n{"name":"/2"}\n')
  isDown = true
  const brokenOff = await latchkey()
  expect(brokenOff.code).toBe(3)
  expect(brokenOff.stderr).toContain('lamps.jsonl: not written, for the run has not come to its end\n')
  expect(await written()).toBe('{"name":"/1"}\n{"name":"/2"}\n')
  const exported = await runCommand(['export', 'shop.mjs'], { cwd: folder.path })
  expect(exported).toEqual({
    code: 0,
    stdout: await written(),
    stderr: 'run 2 of shop has not come to its end; these are the records of run 1\n',
  })
  isDown = false
  expect((await latchkey('--fresh', '--limit', '1')).code).toBe(0)
  expect(await written()).toBe('{"name":"/1"}\n')
})
