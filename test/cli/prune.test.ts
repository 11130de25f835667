import { writeFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { runCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'
import { serve } from '../support/serve.ts'

test('prune removes old runs, says how many, and keeps what export gives', async () => {
  await using site = await serve(({ url }, response) =>
    response.writeHead(url === '/robots.txt' ? 404 : 200).end('<h1>Lamp</h1>'),
  )
  await using folder = await temporaryFolder()
  const zod = JSON.stringify(import.meta.resolve('zod'))
  await writeFile(
    folder.file('shop.mjs'),
    `import { z } from ${zod}
    export default { name: 'shop', start: '${site.url}/', records: { lamp: z.object({ name: z.string() }) },
      routes: { lamp: ({ $ }) => ({ name: $('h1').text() }) } }`,
  )
  const latchkey = (verb: string, ...words: readonly string[]) =>
    runCommand([verb, 'shop.mjs', ...words], { cwd: folder.path })
  for (let run = 1; run <= 3; run++) await latchkey('run')
  expect(await latchkey('prune')).toMatchObject({ code: 2 })
  expect(await latchkey('prune', '--keep', 'none')).toMatchObject({
    code: 2,
    stderr: 'latchkey: --keep is "none": write a whole number above 0\n',
  })
  expect(await latchkey('prune', '--keep', '1')).toEqual({
    code: 0,
    stdout: 'shop  2 runs removed, 1 run kept: what they took is free for the runs to come\n',
    stderr: '',
  })
  expect((await latchkey('export')).stdout).toBe('{"name":"Lamp"}\n')
  expect(await latchkey('export', '--run', '1')).toMatchObject({
    code: 2,
    stderr: 'latchkey: --run 1: shop has no such run in latchkey.db, but 3\n',
  })
})
