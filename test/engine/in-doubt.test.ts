import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import { crawl, SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'

import { runCommand, startCommand } from '../support/cli.ts'
import { temporaryFolder } from '../support/folder.ts'
import { serve, type SeenRequest } from '../support/serve.ts'

const CRAWLER = resolve(import.meta.dirname, '../support/crawlers/submissions-crawler.ts')
const ordersOf = (requests: readonly SeenRequest[]) => requests.filter(({ url }) => url === '/order')
const searchesOf = (requests: readonly SeenRequest[]) => requests.filter(({ url }) => url === '/search')

test('follow sends a form or JSON by POST, and each body is a request of its own', async () => {
  await using site = await serve((request, response) => response.end(request.body || '<p>'))
  await using folder = await temporaryFolder()
  const words = ['run', CRAWLER, '--store', folder.file('crawl.db')]
  const { code, stderr } = await runCommand(words, { env: { SITE_URL: site.url } })
  expect({ code, stderr: stderr.includes('Error') }).toEqual({ code: 0, stderr: false })
  const sent = ordersOf(site.requests)
  expect(sent.map(({ body }) => body).toSorted()).toEqual(
    [1, 2, 3].map((article) => `article=${article}&note=%C3%BC+%26+%7B%7D`),
  )
  expect(sent[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded')
  const [search] = searchesOf(site.requests)
  expect(search).toMatchObject({ method: 'POST', body: '{"query":"chair"}' })
  expect(search?.headers['content-type']).toBe('application/json')
})

test('a POST that kill -9 cut off is held, and sent again only when somebody says so', async () => {
  const site = await slowSite()
  await using server = site.server
  await using folder = await temporaryFolder()
  const file = folder.file('crawl.db')
  const words = ['run', CRAWLER, '--store', file]
  const env = { SITE_URL: server.url }

  const killed = startCommand(words, { env })
  while (ordersOf(server.requests).length < 3 || searchesOf(server.requests).length < 1) await sleep(10)
  killed.child.kill('SIGKILL')
  await killed.result
  site.answer()

  const held = await runCommand(words, { env })
  expect(held.code).toBe(3)
  expect(held.stdout).toContain('in doubt 3')
  expect(held.stdout).toContain('--retry-in-doubt to send them again')
  expect(ordersOf(server.requests)).toHaveLength(3)
  expect(searchesOf(server.requests), 'the search is declared idempotent').toHaveLength(2)
  const status = await runCommand(['status', '--store', file])
  expect(status.stdout).toContain(`in doubt   POST ${server.url}/order  article=1&note=`)
  const why = await runCommand(['why', CRAWLER, `${server.url}/order`, '--store', file], { env })
  expect(why.stdout.match(/^POST .+\/order {2}article=\d&note=.+\n {2}in doubt\n/gm)).toHaveLength(3)

  const resent = await runCommand([...words, '--retry-in-doubt'], { env })
  expect(resent.code).toBe(0)
  expect(resent.stdout).toContain('discovered 5 = done 5')
  expect(ordersOf(server.requests)).toHaveLength(6)
  await using store = new SqliteStore(file)
  expect(await Array.fromAsync(store.records({ kind: 'ordered' }))).toHaveLength(3)
})

test('a POST that gets no response is in doubt, one that is refused has failed, and neither is sent twice', async () => {
  await using server = await serve((request, response) => {
    if (request.body.startsWith('article=1')) return response.destroy()
    if (request.body.startsWith('article=2')) response.statusCode = 503
    return response.end('<p>')
  })
  process.env['SITE_URL'] = server.url
  const { default: crawler } = await import('../support/crawlers/submissions-crawler.ts')
  await using store = new SqliteStore(':memory:')
  const report = await crawl(crawler, { store })
  expect(report).toMatchObject({ done: 3, failed: 1, inDoubt: 1, waiting: 0, exitCode: 3 })
  expect(ordersOf(server.requests)).toHaveLength(3)
})

test.each([
  [{ method: 'GET /' }, 'follow was given the method'],
  [{ method: 'Connect' }, 'follow was given the method'],
  [{ from: {} }, 'follow was given from, which is no field of a submission: did you mean "form"?'],
  [{ url: '/search' }, 'follow was given an object (Object): give it a selector, a URL'],
  [{ form: {}, json: {} }, 'follow was given both form and json'],
  [{ json: 'text' }, 'follow was given string as json'],
  [{ form: { field: {} } }, 'a form whose field is no text'],
])('a submission of %j names the mend', async (parts, message) => {
  await using server = await serve((_, response) => response.end('<p>'))
  const crawler = {
    name: 'wrong',
    start: server.url,
    robots: false,
    routes: { start: ({ url, follow }: never) => (follow as (target: unknown) => void)({ url, ...parts }) },
  }
  await using store = new SqliteStore(':memory:')
  const report = await crawl(crawler, { store })
  expect(report.errors[0]?.example.message).toContain(message)
})

/** A site that leaves every POST without an answer until it is told otherwise. */
async function slowSite() {
  let mayAnswer = false
  const server = await serve((request, response) => {
    if (request.method === 'GET' || mayAnswer) response.end(request.body || '<p>')
  })
  return { server, answer: () => (mayAnswer = true) }
}
