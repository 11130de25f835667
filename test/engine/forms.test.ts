import { crawl, extract, Response, secret, SqliteStore, type Crawler, type FollowedLink } from 'latchkey'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { temporaryFolder } from '../support/folder.ts'
import { serve, type TestServer } from '../support/serve.ts'

const MODULE = new URL('../support/crawlers/grid-crawler.ts', import.meta.url)

let site: TestServer
let grid: Crawler

beforeAll(async () => {
  site = await serve((request, response) => {
    const fields = new URLSearchParams(request.body)
    const page = Number(fields.get('__EVENTARGUMENT')?.slice('Page$'.length) ?? 1)
    const isGood = page === 1 || fields.get('__VIEWSTATE') === `state of ${page - 1}`
    response.writeHead(isGood ? 200 : 400, { 'content-type': 'text/html; charset=utf-8' })
    response.end(gridPage(page))
  })
  process.env['SITE_URL'] = site.url
  grid = ((await import(MODULE.href)) as { default: Crawler }).default
})

afterAll(() => site[Symbol.asyncDispose]())

beforeEach(() => {
  site.requests.length = 0
})

test.each([0, 1])(
  'a form is queued with the hidden fields of its page, and sent by the next process (%i workers)',
  async (workers) => {
    await using folder = await temporaryFolder()
    for (const limit of [1, 1, 9]) {
      await using store = new SqliteStore(folder.file('crawl.db'))
      await crawl(grid, { store, workers, module: MODULE, limit })
    }
    await using store = new SqliteStore(folder.file('crawl.db'))
    const pages = await Array.fromAsync(store.records(), ({ value }) => value)
    expect(pages).toEqual([{ page: '1' }, { page: '2' }, { page: '3' }])
    const [, second] = site.requests
    expect(second).toMatchObject({
      method: 'POST',
      url: '/grid.aspx?day=1',
      headers: { origin: site.url, referer: `${site.url}/`, 'content-type': FORM },
      body: '__VIEWSTATE=state+of+1&__EVENTTARGET=ctl00%24Grid&__EVENTARGUMENT=Page%242&ctl00%24q=b%C3%BCro',
    })
  },
)

test('a form that is sent by GET is a link like any other', async () => {
  const html = '<form action="/find?old=1"><input name=q><input type=hidden name=in value=shop></form>'
  const [link, ...others] = await followed(html, ['form', { q: 'a b' }])
  expect(others).toEqual([])
  expect(link).toEqual({
    url: 'https://shop.example/find?q=a+b&in=shop',
    route: 'page',
    data: undefined,
    skip: undefined,
    method: 'GET',
  })
})

test('each form that is selected is sent, by what lies in it too, and none where nothing is selected', async () => {
  const html = ['1', '2'].map(
    (id) => `<form method=post action=/more><b><input name=id value=${id}></b></form>`,
  )
  const bodies = async (selector: string) =>
    (await followed(html.join(''), [selector])).map(({ body }) => body)
  expect(await bodies('form')).toEqual(['id=1', 'id=2'])
  expect(await bodies('b')).toEqual(['id=1', 'id=2'])
  expect(await bodies('form:has([value=2])')).toEqual(['id=2'])
  expect(await bodies('.next')).toEqual([])
})

test('the first button is pressed, or the one that fields name, or none', async () => {
  const html =
    '<form method=post><input name=q><button name=go value=1></button><button name=all formaction=/all></button></form>'
  const sent = async (...words: unknown[]) =>
    (await followed(html, ['form', ...words])).map(({ url, body }) => [new URL(url).pathname, body])
  expect(await sent()).toEqual([['/', 'q=&go=1']])
  expect(await sent({ all: true })).toEqual([['/all', 'q=&all=']])
  expect(await sent({ q: 7 }, { button: false })).toEqual([['/', 'q=7']])
})

test('a form is sent in the charset of its page, without a Referer where browsers send none', async () => {
  const body = Buffer.from(
    '<form method=post action="http://shop.example/"><input name=q value=é></form>',
    'latin1',
  )
  const type = { 'content-type': 'text/html; charset=iso-8859-1' }
  const [link] = await followed(body, ['form', { q: 'ü' }], type)
  expect(link).toMatchObject({ body: 'q=%FC', headers: { Origin: 'null' } })
  expect(link?.headers).not.toHaveProperty('Referer')
})

test.each<[string, unknown[], string]>([
  ['<form id=f></form><p class=f>', ['p.f'], 'has no form p.f: name one of form#f'],
  ['<form id=f><input name=q></form>', ['form', { p: '1' }], 'form#f has no field p: it has q'],
  ['<form><input type=password name=p></form>', ['form'], 'asks for a password, and the queue keeps none'],
  [
    '<form method=post enctype=multipart/form-data></form>',
    ['form'],
    'is sent as multipart/form-data: follow({ url, form })',
  ],
  [
    '<form><input name=q></form>',
    ['form', { q: secret('PW') }],
    'form was given an object (Secret) as q: give',
  ],
  ['<form><input name=q></form>', ['form', { q: [new File([], 'f')] }], 'the queue keeps no secrets and no'],
  ['<form></form>', ['form', 'q=1'], 'form was given "q=1" as fields: write names and values'],
  ['<form></form>', ['form', {}, { button: 'go' }], 'button is "go": give false'],
  ['<form></form>', ['form', {}, { press: false }], 'form has no option "press"'],
])('a form %s that cannot be queued as %j names the mend', async (html, words, says) => {
  await expect(followed(html, words)).rejects.toThrow(says)
})

const FORM = 'application/x-www-form-urlencoded'

/** A page of three, whose next one comes only with the state of this one. */
function gridPage(page: number): string {
  return `<h1>${page}</h1>
    <form id=aspnetForm method=post action="grid.aspx?day=1">
      <input type=hidden name=__VIEWSTATE value="state of ${page}"><input type=hidden name=__EVENTTARGET>
      <input type=hidden name=__EVENTARGUMENT><input name="ctl00$q"><input type=submit name="ctl00$Export" value=Export>
      ${page < 3 ? `<a class=next data-argument="Page$${page + 1}">next</a>` : ''}
    </form>`
}

/** The links of a page whose route follows the form that these words say. */
async function followed(
  body: string | Buffer,
  words: readonly unknown[],
  headers: { readonly [name: string]: string } = {},
): Promise<readonly FollowedLink[]> {
  const page = ({
    follow,
    form,
  }: {
    follow: (target: unknown, route: string) => void
    form: (...words: unknown[]) => unknown
  }) => follow(form(...words), 'page')
  const crawler = { name: 'shop', start: 'https://shop.example/', allow: 'shop.example', routes: { page } }
  const response = new Response({ url: 'https://shop.example/', body, headers })
  return (await extract(crawler as unknown as Crawler, 'page', response)).links
}
