import { crawl, defineCrawler, extract, Response, SqliteStore, type Crawler } from 'latchkey'
import { expect, test } from 'vitest'
import { z } from 'zod'

import { Links } from '../../packages/core/src/extract/follow/links.ts'
import { planOf } from '../../packages/core/src/extract/plan.ts'
import { serve } from '../support/serve.ts'

test('a link that is followed after its route has returned is an error, and no lost link', async () => {
  let late: Promise<unknown> = Promise.resolve()
  const crawler = crawlerOf(({ follow, url }) => {
    late = Promise.resolve()
      .then(() => Promise.resolve())
      .then(() => Promise.resolve())
      .then(() => follow(url, 'list'))
    late.catch(() => {})
  })
  await extract(crawler, 'list', pageWith(''))
  await expect(late).rejects.toThrow(
    'route list followed a link after it had returned: await what it waits for\n  on https://shop.example/',
  )
})

test('following each link by itself reads the base of the page once', () => {
  const page = pageWith('<base href="/shop/"><a href="1">1</a><a href="2">2</a>')
  const selectors: unknown[] = []
  const response = {
    url: page.url,
    text: page.text,
    charset: page.charset,
    get $() {
      return new Proxy(page.$, {
        apply: (target, self, words) => (selectors.push(words[0]), Reflect.apply(target, self, words)),
      })
    },
  }
  const links = new Links(planOf(crawlerOf(() => {})), response as never, 'list')
  for (const link of page.$('a').toArray()) links.follow(page.$(link), 'list')
  expect(links.found.map(({ url }) => url)).toEqual([
    'https://shop.example/shop/1',
    'https://shop.example/shop/2',
  ])
  expect(selectors.filter((selector) => selector === 'base[href]')).toHaveLength(1)
})

test('a URL given as a string names the mend', async () => {
  for (const target of ['https://shop.example/7', '/7', '//shop.example/7']) {
    const crawler = crawlerOf(({ follow }) => follow(target, 'list'))
    await expect(extract(crawler, 'list', pageWith(''))).rejects.toThrow(
      `follow("${target}"): a string is a selector. For a URL write follow(new URL("${target}", url))`,
    )
  }
})

test('what is no target of a link names what is one', async () => {
  const wrong: [unknown, string][] = [
    [null, 'null'],
    [7, '7'],
    [undefined, 'undefined'],
    [{}, 'an object (Object)'],
  ]
  for (const [target, says] of wrong) {
    const crawler = crawlerOf(({ follow }) => follow(target as string, 'list'))
    await expect(extract(crawler, 'list', pageWith(''))).rejects.toThrow(
      `threw: follow was given ${says}: give it a selector, a URL, a cheerio selection, a form, or a submission`,
    )
  }
})

test('data that JSON cannot keep fails where it is given, with file and line', async () => {
  const crawler = defineCrawler({
    name: 'shop',
    start: 'https://shop.example/',
    data: { item: z.object({ id: z.bigint() }) },
    routes: {
      list: ({ url, follow }) => follow(url, 'item', { id: 1n }),
      item() {},
    },
  })
  await expect(extract(crawler, 'list', pageWith(''))).rejects.toThrow(
    /follow was given data that cannot be kept as JSON: .+\n {2}at test\/extract\/follow\.test\.ts:\d+/,
  )
})

test('a route may have several paths', async () => {
  const crawler = defineCrawler({
    name: 'shop',
    start: 'https://shop.example/',
    paths: { item: ['/items/:id', '/büro/:section/:id'] },
    records: { item: z.object({ id: z.string() }) },
    routes: { item: ({ params }) => ({ id: params.id }) },
  })
  for (const path of ['/items/7', '/büro/chairs/7']) {
    const page = new Response({ url: `https://shop.example${path}` })
    expect((await extract(crawler, 'item', page)).records).toEqual([{ id: '7' }])
    expect(planOf(crawler).paths.routeOf(page.url)).toBe('item')
  }
  const wrong = { ...crawler, paths: { item: [] } }
  await expect(extract(wrong, 'item', pageWith(''))).rejects.toThrow(
    'paths.item is an empty array: write a path',
  )
})

test('an address means on each page what it means in a browser', async () => {
  const addresses = ['#top', '#end', '/x', 'x', '//shop.example/y', 'https:z', 'mailto:a@shop.example']
  const crawler = crawlerOf(({ follow }) => follow('a', 'list'))
  const body = addresses.map((address) => `<a href="${address}">`).join('')
  for (const url of ['https://shop.example/1/', 'https://shop.example/2/']) {
    const { links } = await extract(crawler, 'list', new Response({ url, body }))
    expect(links.map((link) => link.url)).toEqual([
      url,
      url,
      'https://shop.example/x',
      `${url}x`,
      'https://shop.example/y',
      `${url}z`,
      'mailto:a@shop.example',
    ])
  }
})

test('a page that redirects off the site is no page of the crawl, and says so', async () => {
  await using elsewhere = await serve((_, response) => response.end('<h1>Not yours</h1>'))
  await using server = await serve((_, response) => {
    response.writeHead(302, { location: elsewhere.url }).end()
  })
  const crawler = { ...crawlerOf(() => {}), start: `${server.url}/out`, robots: false }
  await using store = new SqliteStore(':memory:')
  const report = await crawl(crawler, { store })
  expect(report).toMatchObject({ done: 0, failed: 1 })
  expect(report.errors[0]?.example.message).toBe(
    `GET ${server.url}/out: redirects to ${elsewhere.url}/, which is not crawled (off-site): name its site in allow if it belongs to the crawl`,
  )
  await using other = new SqliteStore(':memory:')
  expect(await crawl({ ...crawler, allow: elsewhere.url }, { store: other })).toMatchObject({ done: 1 })
})

test('a link that signs out is not followed, wherever its address says so; what is looked for may be that word', async () => {
  const login = { form: '/login', fields: { username: 'ada', password: 'lovelace' } }
  const crawler = { ...crawlerOf(({ follow }) => follow('a', 'list')), login }
  const out = [
    '/logout',
    '/users/sign_out',
    '/wp-login.php?action=logout&_wpnonce=1',
    '/index.php?logout=1',
    '/?logoff',
    '/index.php?route=account/logout',
    '/index.php?r=site%2Flogout',
    '/index.php?task=user.logout',
    '/user-logout',
    '/j_spring_security_logout',
    '/logout_all/',
    '/logout;jsession=7',
    '/conta/sair/',
    '/konto.php?action=abmelden',
  ]
  const on = [
    '/search?q=logout+button',
    '/search?q=logout',
    '/?a=1&query=sign-out',
    '/?topic=blogout',
    '/catalogout',
    '/blog/log-out-of-the-box',
    '/blog/where-to-put-a-logout-button',
    '/parts/log-off-road-tyres',
    '/forms/sign-out-sheet.pdf',
    '/music/weekend-sessions/legend-session',
    '/sair/lisboa',
    '/noticias/como-sair-do-vermelho',
    '/ratgeber/auto-abmelden',
    '/taller/desconectar-la-bateria',
  ]
  const body = [...out, ...on].map((address) => `<a href="${address}">`).join('')
  const { links } = await extract(crawler, 'list', pageWith(body))
  const skipped = links.filter(({ skip }) => skip === 'signs out').map(({ url }) => url)
  expect(skipped).toEqual(out.map((address) => `https://shop.example${address}`))
  expect(links.filter(({ skip }) => skip === undefined)).toHaveLength(on.length)
})

interface AnyPage {
  readonly url: URL
  readonly follow: (target: string | URL, route: string) => void
}

function crawlerOf(list: (page: AnyPage) => void): Crawler<'list'> {
  return defineCrawler({ name: 'shop', start: 'https://shop.example/', routes: { list } as never })
}

function pageWith(body: string): Response {
  return new Response({ url: 'https://shop.example/', body })
}
