import { crawl, defineCrawler, extract, Response, SqliteStore, type Follow, type Submission } from 'latchkey'
import { expect, test } from 'vitest'

import { serve } from '../support/serve.ts'

const PAGE = 'https://shop.example/list'

/** What a route follows on a page of one link, in the order of the page. */
async function followed(charset: string, address: string, url = PAGE): Promise<string | undefined> {
  const crawler = crawlerOf(({ follow }) => follow('a', 'list'))
  const { links } = await extract(crawler, 'list', pageIn(charset, address, url))
  return links[0]?.url.slice(new URL(url).origin.length)
}

// The bytes are those of Python's codecs; which of them are escaped, the URL standard says (special-query percent-encode set).
test.each([
  ['windows-1251', 'Привет', '%CF%F0%E8%E2%E5%F2'],
  ['shift_jis', '検索ソ', '%8C%9F%8D%F5%83\\'],
  ['euc-kr', '한국', '%C7%D1%B1%B9'],
  ['big5', '十大', '%A4Q%A4j'],
  ['gbk', '中€', '%D6%D0%80'],
  ['gb18030', '中é€ÿ𠀀', '%D6%D0%A8%A6%A2%E3%810%8B7%952%826'],
  ['utf-8', 'Пр', '%D0%9F%D1%80'],
  ['utf-16le', 'Пр', '%D0%9F%D1%80'],
  ['windows-1251', 'a ☃"\'<>&y=\\é', 'a%20%26%239731%3B%22%27%3C%3E&y=\\%26%23233%3B'],
])('the query of a link on a page in %s is sent in its charset: %s', async (charset, text, query) => {
  expect(await followed(charset, `/list?x=${text}`)).toBe(`/list?x=${query}`)
})

test('the path of a link is UTF-8 in any charset, and what was escaped stays', async () => {
  expect(await followed('windows-1251', '/Пр?x=%D0%9F+Пр#Пр?Пр')).toBe('/%D0%9F%D1%80?x=%D0%9F+%CF%F0')
  expect(await followed('windows-1251', '#?Пр')).toBe('/list')
  expect(await followed('windows-1251', '?Пр', 'https://shop.example/a?b')).toBe('/a?%CF%F0')
})

test('one address on pages in two charsets is two URLs', async () => {
  const crawler = crawlerOf(({ follow }) => follow('a', 'list'))
  const urls: (string | undefined)[] = []
  for (const charset of ['utf-8', 'windows-1251', 'koi8-r', 'utf-8', 'windows-1251']) {
    const { links } = await extract(crawler, 'list', pageIn(charset, '/?Пр'))
    urls.push(links[0]?.url.split('?')[1])
  }
  expect(urls).toEqual(['%D0%9F%D1%80', '%CF%F0', '%F0%D2', '%D0%9F%D1%80', '%CF%F0'])
})

test('a URL that a route made goes as it is, and a form in the charset of the page', async () => {
  const url = new URL('/list?x=Пр', PAGE)
  const sent = async (charset: string, submission: Omit<Submission, 'url'>) => {
    const crawler = crawlerOf(({ follow }) => follow({ url, ...submission }, 'list'))
    const { links } = await extract(crawler, 'list', pageIn(charset, ''))
    expect(links[0]?.url).toBe(`${PAGE}?x=%D0%9F%D1%80`)
    return links[0]?.body
  }
  expect(await sent('windows-1251', { form: { q: 'Пр ☃&', n: 1 } })).toBe('q=%CF%F0+%26%239731%3B%26&n=1')
  expect(await sent('windows-1251', { form: new URLSearchParams({ q: 'Пр' }) })).toBe('q=%CF%F0')
  expect(await sent('windows-1251', { json: { q: 'Пр' } })).toBe('{"q":"Пр"}')
  expect(await sent('utf-16le', { form: { q: 'Пр' } })).toBe('q=%D0%9F%D1%80')
  expect(await sent('utf-8', { form: { q: 'Пр é' } })).toBe('q=%D0%9F%D1%80+%C3%A9')
})

test('a crawl asks as a browser does, where the page names its charset and where the session does', async () => {
  // "Пр" in windows-1251, which the page does not name.
  const page = Buffer.from('<a href="/list?x=\xcf\xf0">\xcf\xf0</a>', 'latin1')
  await using server = await serve(({ url }, response) => {
    const type = url === '/named' ? 'text/html; charset=windows-1251' : 'text/html'
    response.writeHead(200, { 'content-type': type }).end(page)
  })
  for (const [path, session] of [
    ['/named', {}],
    ['/unnamed', { charset: 'windows-1251' }],
  ] as const) {
    await using store = new SqliteStore(':memory:')
    const crawler = defineCrawler({
      name: 'shop',
      start: server.url + path,
      robots: false,
      session,
      idempotent: true,
      routes: {
        list({ $, url, follow }) {
          follow('a', 'end')
          follow({ url: new URL('/search', url), form: { q: $('a').text() } }, 'end')
        },
        end() {},
      },
    })
    expect(await crawl(crawler, { store })).toMatchObject({ done: 3, failed: 0 })
    const [, ...asked] = server.requests.splice(0)
    expect(asked.map(({ url, body }) => url + body).toSorted()).toEqual(['/list?x=%CF%F0', '/searchq=%CF%F0'])
  }
})

function crawlerOf(list: (page: { follow: Follow<'list', {}> }) => void) {
  return defineCrawler({ name: 'shop', start: PAGE, routes: { list } })
}

/** A page of one link, whose charset its header names. */
function pageIn(charset: string, address: string, url = PAGE): Response {
  const escaped = address.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  const headers = { 'content-type': `text/html; charset=${charset}` }
  return new Response({ url, headers, body: `<a href="${escaped}">` })
}
