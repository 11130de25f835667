import { mkdir, writeFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { reportOf, runCommand } from '../support/cli.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts'
import { serve, type TestServer } from '../support/serve.ts'

/** A listing of two pages whose cards hold a picture and a title in a link, and whose last page has no next one. */
const PAGES: { readonly [url: string]: string } = {
  '/': '<h1>1</h1><div><a href="/7"><img><b>7</b></a></div><ul class="pages"><li><a href="/?page=2">2</a></ul>',
  '/?page=2':
    '<h1>2</h1><div><a href="/8"><img><b>8</b></a></div><ul class="pages"><li>2</ul><a class="next">›</a>',
}

test.each(['0', '1'])(
  'a run tells which selectors matched what never is or holds a link, and no others (%s workers)',
  async (workers) => {
    await using site = await shop()
    await using folder = await temporaryFolder()
    const told = await run(site, folder, workers, [
      "follow('img', 'item')",
      "follow('h1', 'item')",
      "follow('div b')",
      // A link on another page, a place for one, nothing at all, and an end of the pages.
      "follow('div', 'item')",
      "follow('ul.pages', 'list')",
      "follow('a.next', 'item')",
      "follow('.missing', 'item')",
      "follow('li:last-child:not(:has(a))', 'list')",
      "follow($('h1'), 'item')",
    ])
    expect(told.stdout.match(/^links .+/gm)).toEqual([
      'links      none by follow("img") in list: what it matched on 2 pages neither is a link nor holds one',
      'links      none by follow("h1") in list: what it matched on 2 pages neither is a link nor holds one',
      'links      none by follow("div b") in list: what it matched on 2 pages neither is a link nor holds one',
    ])
    expect(told.code).toBe(0)
  },
)

test('a run that was resumed has seen too little to tell, and its report says nothing', async () => {
  await using site = await shop()
  await using folder = await temporaryFolder()
  const lines = ["follow('a', 'list')", "follow('ul.pages', 'item')"]
  const first = await run(site, folder, '0', lines, '--limit', '1', '--json')
  expect(reportOf(first.stdout)).toMatchObject({ done: 1, linkless: [] })
  const second = await run(site, folder, '0', lines, '--json')
  expect(reportOf(second.stdout)).toMatchObject({ resumed: true, linkless: [] })
})

test('latchkey fetch tells of one page', async () => {
  await using site = await shop()
  await using folder = await temporaryFolder()
  await writeCrawler(site, folder, ["follow('div', 'item')", "follow('h1', 'item')"])
  const { code, stdout } = await runCommand(['fetch', 'shop', '/', '--route', 'list'], { cwd: folder.path })
  expect(code).toBe(0)
  expect(stdout).toContain('\nfollow("h1") matched what neither is a link nor holds one\n')
  expect(stdout).not.toContain('follow("div")')
})

function shop(): Promise<TestServer> {
  return serve(({ url }, response) => {
    if (url === '/robots.txt') return response.writeHead(404).end()
    return response.setHeader('content-type', 'text/html').end(PAGES[url] ?? '<h1>item</h1>')
  })
}

async function run(
  site: TestServer,
  folder: TemporaryFolder,
  workers: string,
  lines: readonly string[],
  ...words: string[]
) {
  await writeCrawler(site, folder, lines)
  return runCommand(['run', 'shop', '--workers', workers, ...words], { cwd: folder.path })
}

/** A crawler whose listing follows in these ways. */
async function writeCrawler(site: TestServer, folder: TemporaryFolder, lines: readonly string[]) {
  await mkdir(folder.file('crawlers'), { recursive: true })
  const source = `export default {
    name: 'shop',
    start: '${site.url}/',
    routes: {
      list({ $, follow }) {
        ${lines.join('\n')}
      },
      item() {},
    },
  }`
  await writeFile(folder.file('crawlers/shop.mjs'), source)
}
