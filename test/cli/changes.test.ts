import { writeFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { runCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'
import { serve } from '../support/serve.ts'

test('changes tells which records came, changed and went between the last two good runs', async () => {
  await using shop = await openShop({ ada: 1, bea: 2, cleo: 3 })
  const { latchkey } = shop
  await latchkey('run')
  expect(await latchkey('changes')).toMatchObject({
    code: 2,
    stderr:
      'latchkey: shop has no two runs that are finished and good: run it again, or name two by --from and --to\n',
  })

  shop.prices = { ada: 1, bea: 9, dora: 4 }
  await latchkey('run')
  // Unfinished, and not good: neither is what somebody means who asks what has changed.
  shop.prices = {}
  await latchkey('run')
  await latchkey('run', '--limit', '0')

  const shown = await latchkey('changes')
  expect(shown).toMatchObject({ code: 0, stderr: '' })
  expect(shown.stdout.replaceAll(shop.url, 'SITE')).toMatch(
    /^shop {2}run 2 of [-\d]+ [\d:]+, compared with run 1 of [-\d]+ [\d:]+\n\nlamp {2}1 the same, 1 changed, 1 new, 1 gone\n {2}price {5}1 changed, such as bea at SITE\/: 2 → 9\n {2}new {7}such as dora at SITE\/\n {2}gone {6}such as cleo at SITE\/\nword {2}not compared: keys\.word would say which is which in both runs\n$/,
  )
})

test('changes tells a field by its name, though every object has one that is called so', async () => {
  await using shop = await openShop({ ada: 1 })
  const { latchkey } = shop
  await latchkey('run')
  shop.more = { constructor: 'Ferrari' }
  await latchkey('run')
  const shown = await latchkey('changes')
  expect(shown).toMatchObject({ code: 0, stderr: '' })
  expect(shown.stdout).toContain('  constructor 1 changed, such as ada at ')
  expect(shown.stdout).toContain(': nothing → "Ferrari"\n')
})

test('changes prints each change as JSON, between any two runs', async () => {
  await using shop = await openShop({ ada: 1, bea: 2 })
  const { latchkey } = shop
  await latchkey('run')
  shop.prices = { ada: 5 }
  await latchkey('run')
  const { stdout } = await latchkey('changes', '--json', '--from', '2', '--to', '1')
  const page = { kind: 'lamp', url: `${shop.url}/` }
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    {
      ...page,
      change: 'changed',
      key: 'ada',
      before: { name: 'ada', price: 5 },
      after: { name: 'ada', price: 1 },
    },
    { ...page, change: 'added', key: 'bea', after: { name: 'bea', price: 2 } },
  ])
  expect(await latchkey('changes', '--from', '7')).toMatchObject({
    code: 2,
    stderr: 'latchkey: --from 7: shop has no such run, but 2, 1\n',
  })
})

/** A shop of lamps by their names, and a folder with its crawler. */
async function openShop(prices: { readonly [name: string]: number }) {
  const state = { prices, more: {} }
  const site = await serve(({ url }, response) => {
    const lamps = Object.entries(state.prices).map(([name, price]) => ({ name, price, ...state.more }))
    response.writeHead(url === '/robots.txt' ? 404 : 200).end(JSON.stringify(lamps))
  })
  const folder = await temporaryFolder()
  const zod = JSON.stringify(import.meta.resolve('zod'))
  await writeFile(
    folder.file('shop.mjs'),
    `import { z } from ${zod}
    export default { name: 'shop', start: '${site.url}/', keys: { lamp: 'name' },
      records: { lamp: z.looseObject({ name: z.string(), price: z.number() }), word: z.object({}) },
      routes: { lamp: ({ response }) => response.json(), word: () => [] } }`,
  )
  return Object.assign(state, {
    url: site.url,
    latchkey: (verb: string, ...words: readonly string[]) =>
      runCommand([verb, 'shop.mjs', ...words], { cwd: folder.path }),
    [Symbol.asyncDispose]: async () => {
      await site[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  })
}
