import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'

import { loadPage } from 'latchkey'
import { expect, test } from 'vitest'

import { runCommand, type CommandResult } from '../support/cli.ts'
import { temporaryFolder, type TemporaryFolder } from '../support/folder.ts'
import { serve, type TestServer } from '../support/serve.ts'

test('fetch --save keeps each URL in a file of its own, and saves the same one anew in its place', async () => {
  await using site = await feeds()
  await using folder = await temporaryFolder()
  const save = (path: string) => fetchFrom(site, folder, path, '--save')
  expect((await save('/feed')).stderr).toContain('\nsaved as crawlers/e/feed.json; in a test')
  expect((await save('/feed?offset=2')).stderr).toContain('saved as crawlers/e/feed-offset-2.json;')
  expect((await save('/feed?offset=../2')).stderr).toMatch(/saved as crawlers\/e\/feed-offset-2-\w{8}\.json;/)
  const again = await save('/feed?offset=2')
  expect(again.stderr).toContain(
    'saved anew, in place of an earlier answer, as crawlers/e/feed-offset-2.json;',
  )
  await save(`/feed?${'words-'.repeat(100)}`)
  const files = (await readdir(folder.file('crawlers/e'))).filter((file) => !file.endsWith('.json.json'))
  expect(files).toHaveLength(4)
  const pages = await Promise.all(files.map((file) => loadPage(folder.file(`crawlers/e/${file}`))))
  // Each file has the answer to its own URL, and the second one of the URL that was asked for twice.
  expect(
    pages.map((page) => page.json<{ url: string }>().url === page.url.pathname + page.url.search),
  ).toEqual([true, true, true, true])
  const second = await loadPage(folder.file('crawlers/e/feed-offset-2.json'))
  expect(second.json()).toEqual({ url: '/feed?offset=2', answer: 4 })
})

test('fetch --save leaves a file alone that somebody has put there', async () => {
  await using site = await feeds()
  await using folder = await temporaryFolder()
  await fetchFrom(site, folder, '/feed?offset=2', '--save')
  await writeFile(folder.file('crawlers/e/feed.json'), 'by hand')
  const { stderr } = await fetchFrom(site, folder, '/feed', '--save')
  expect(stderr).toMatch(/saved as crawlers\/e\/feed-\w{8}\.json;/)
  expect(await readFile(folder.file('crawlers/e/feed.json'), 'utf8')).toBe('by hand')
})

test('fetch runs no route on a page that a run would not read, says so, and keeps it from taking the place of a good one', async () => {
  let status = 200
  await using site = await serve(({ url }, response) =>
    response.writeHead(url === '/robots.txt' ? 404 : status, { 'content-type': 'text/html' }).end('<h1>Hi'),
  )
  await using folder = await temporaryFolder()
  const good = await fetchFrom(site, folder, '/page', '--save')
  expect(good).toMatchObject({ code: 0, stdout: expect.stringContaining('"h": "Hi"') })
  status = 404
  const { code, stdout, stderr } = await fetchFrom(site, folder, '/page', '--save')
  expect(code).toBe(3)
  expect(stdout).toContain(`404 Not Found ${site.url}/page`)
  expect(stdout).toContain('not read: to a run, this page has failed')
  expect(stdout).not.toContain('record')
  expect(stderr).toContain('not saved: a test is for a page that a run reads')
  expect(stderr).toContain(`latchkey: GET ${site.url}/page: responded 404`)
  expect((await loadPage(folder.file('crawlers/e/page.html'))).status).toBe(200)

  const json = await fetchFrom(site, folder, '/page', '--json')
  expect(json.code).toBe(3)
  const page = JSON.parse(json.stdout) as object
  expect(page).toMatchObject({ status: 404, error: `GET ${site.url}/page: responded 404` })
  expect(page).not.toHaveProperty('records')
})

/** A site whose answers say what they answer, and the how manieth they are. */
function feeds(): Promise<TestServer> {
  let answer = 0
  return serve(({ url }, response) => {
    if (url === '/robots.txt') return response.writeHead(404).end()
    const body = JSON.stringify({ url, answer: ++answer })
    return response.writeHead(200, { 'content-type': 'application/json' }).end(body)
  })
}

/** Fetches a path by a crawler with the routes `feed` and `page`. */
async function fetchFrom(
  site: TestServer,
  folder: TemporaryFolder,
  path: string,
  ...options: readonly string[]
): Promise<CommandResult> {
  const zod = JSON.stringify(import.meta.resolve('zod'))
  const source = `import { z } from ${zod}
    export default { name: 'e', start: '${site.url}/', paths: { feed: '/feed', page: '/page' },
      records: { page: z.object({ h: z.string() }) },
      routes: { feed: ({ response }) => void response.json(), page: ({ $ }) => ({ h: $('h1').text() }) } }`
  await mkdir(folder.file('crawlers'), { recursive: true })
  await writeFile(folder.file('crawlers/e.mjs'), source)
  return runCommand(['fetch', 'e', path, ...options], { cwd: folder.path })
}
