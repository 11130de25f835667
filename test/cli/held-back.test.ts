import { readFile, writeFile } from 'node:fs/promises'

import type { RunSummary } from 'latchkey'
import { expect, test } from 'vitest'

import { reportOf, runCommand, startCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'
import { serve } from '../support/serve.ts'

const TOLD = 'held back  1 record of lamp, and the run before had 9'

test('a run that lacks records is held back from --out and export, until it is accepted', async () => {
  await using shop = await openShop()
  const { latchkey } = shop
  await latchkey('run', '--out', 'lamps.jsonl')
  const before = await readFile(shop.file('lamps.jsonl'), 'utf8')
  expect(before.split('\n')).toHaveLength(10)

  shop.lamps = 1
  const held = await latchkey('run', '--out', 'lamps.jsonl')
  expect(held.code).toBe(6)
  expect(held.stdout).toMatch(/^lamps {2}run 2 finished, and is held back {2}\(/)
  expect(held.stdout).toContain(
    `\n\n${TOLD}\n           export gives the run before; npx latchkey export lamps.mjs --run 2 this one,\n           and npx latchkey accept lamps.mjs if it is right\n`,
  )
  expect(held.stderr).toContain('lamps.jsonl: not written, for the run is held back')
  expect(await readFile(shop.file('lamps.jsonl'), 'utf8')).toBe(before)

  const exported = await latchkey('export')
  expect(exported).toMatchObject({ code: 0, stdout: before })
  expect(exported.stderr).toContain(`run 2 of lamps is held back; these are the records of run 1\n${TOLD}\n`)
  expect((await latchkey('export', '--run', '2')).stdout).toBe('{"name":"1"}\n')

  expect(await latchkey('accept', '--run', '1')).toMatchObject({ code: 2, stdout: '' })
  expect(await latchkey('accept')).toEqual({
    code: 0,
    stdout:
      'lamps  run 2 is good: the runs to come are measured against it too\ndata       npx latchkey export lamps.mjs\n',
    stderr: '',
  })
  expect(await latchkey('export')).toEqual({ code: 0, stdout: '{"name":"1"}\n', stderr: '' })
  expect((await latchkey('run')).code).toBe(0)
  expect(await latchkey('accept')).toMatchObject({
    code: 2,
    stderr: 'latchkey: no run of lamps is held back: there is nothing to accept\n',
  })
})

test('status, the report and the schedule say that a run is held back, and why', async () => {
  await using shop = await openShop()
  const { latchkey } = shop
  await latchkey('run')
  shop.lamps = 1
  const report = reportOf((await latchkey('run', '--json')).stdout)
  expect(report).toMatchObject({ exitCode: 6, drift: [{ kind: 'lamp', message: TOLD.slice(11) }] })

  const status = await runCommand(['status'], { cwd: shop.folder })
  expect(status.stdout).toMatch(/, finished after \d+ s, and held back\n/)
  expect(status.stdout).toContain(`\n  ${TOLD}\n`)
  const json = await runCommand(['status', '--json'], { cwd: shop.folder })
  const summary = JSON.parse(json.stdout) as RunSummary
  expect(summary).toMatchObject({ id: 2, held: true, drift: [{ message: TOLD.slice(11) }] })

  const { child, result, until } = startCommand(['schedule', '.'], { cwd: shop.folder })
  let said = ''
  child.stdout?.on('data', (data: Buffer) => (said += data.toString()))
  await until(() => said.includes('if it is right'))
  child.kill('SIGTERM')
  await result
  expect(said).toMatch(
    /lamps: exit 6 after \d+ s, 1 record\n\S+ {4}held back: 1 record of lamp, and the run before had 9\n\S+ {4}if it is right: npx latchkey accept lamps\.mjs\n/,
  )
  // The name is enough, wherever the crawler lies, or if it is gone.
  expect(await runCommand(['accept', 'lamps'], { cwd: shop.folder })).toMatchObject({ code: 0 })
})

/** A shop with nine lamps, and a folder with its crawler. */
async function openShop() {
  const state = { lamps: 9 }
  const site = await serve(({ url }, response) => {
    const lamps = Array.from({ length: state.lamps }, (_, index) => `<i>${index + 1}</i>`)
    response.writeHead(url === '/robots.txt' ? 404 : 200).end(lamps.join(''))
  })
  const folder = await temporaryFolder()
  const zod = JSON.stringify(import.meta.resolve('zod'))
  await writeFile(
    folder.file('lamps.mjs'),
    `import { z } from ${zod}
    export default { name: 'lamps', start: '${site.url}/', schedule: '* * * * * *', records: { lamp: z.object({ name: z.string() }) },
      routes: { lamp: ({ $ }) => $('i').toArray().map((lamp) => ({ name: $(lamp).text() })) } }`,
  )
  return Object.assign(state, {
    folder: folder.path,
    file: (name: string) => folder.file(name),
    latchkey: (verb: string, ...words: readonly string[]) =>
      runCommand([verb, 'lamps.mjs', ...words], { cwd: folder.path }),
    [Symbol.asyncDispose]: async () => {
      await site[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  })
}
