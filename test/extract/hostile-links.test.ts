import { defineCrawler, extract, Response } from 'latchkey'
import { expect, test } from 'vitest'

const crawler = defineCrawler({
  name: 'links',
  start: 'https://shop.example/',
  allow: 'xn--bcher-kva.example',
  routes: { page: ({ follow }) => follow('a', 'page') },
})

/** Where a link leads on the page https://shop.example/dir/page, or why it is not followed. */
async function linkTo(href: string, head = ''): Promise<string | undefined> {
  const attribute = href.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  const body = `<!doctype html>${head}<a href="${attribute}">x</a>`
  const { links } = await extract(
    crawler,
    'page',
    new Response({ url: 'https://shop.example/dir/page', body }),
  )
  return links[0]?.skip ?? links[0]?.url
}

test.each([
  ['', 'https://shop.example/dir/page'],
  ['#top', 'https://shop.example/dir/page'],
  [' /a ', 'https://shop.example/a'],
  ['\n/pro\tducts/\r\n2', 'https://shop.example/products/2'],
  ['\u{1}\u{1f}/a', 'https://shop.example/a'],
  ['/a\u{1}\u{7f}b', 'https://shop.example/a%01%7Fb'],
  ['/a b', 'https://shop.example/a%20b'],
  ['/a%20b%zz', 'https://shop.example/a%20b%zz'],
  ['/%E0%A4', 'https://shop.example/%E0%A4'],
  ['\\a\\b', 'https://shop.example/a/b'],
  ['https:/a', 'https://shop.example/a'],
  ['/../../a/./b', 'https://shop.example/a/b'],
  ['?q=café au lait', 'https://shop.example/dir/page?q=caf%C3%A9%20au%20lait'],
  ['/größe/漢字', 'https://shop.example/gr%C3%B6%C3%9Fe/%E6%BC%A2%E5%AD%97'],
  ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
  ['HTTPS://SHOP.EXAMPLE:443/A', 'https://shop.example/A'],
  ['https://user:password@shop.example/a', 'https://shop.example/a'],
  // One letter of it is Cyrillic: another host, as to a browser.
  ['https://sh\u{43e}p.example/', 'off-site'],
  ['//elsewhere.example/a', 'off-site'],
  ['javascript:alert(1)', 'not http'],
  ['\u{1} java\tscript:alert(1)', 'not http'],
  ['data:text/html,<p>Hello</p>', 'not http'],
  ['mailto:a@b.example', 'not http'],
  ['tel:+44 20 7946', 'not http'],
  ['blob:https://shop.example/1', 'not http'],
  ['file:///etc/passwd', 'not http'],
  ['http://', 'not a URL'],
  ['http://[::1', 'not a URL'],
  ['http://exa mple.example/', 'not a URL'],
  ['//shop.example:99999/', 'not a URL'],
  [`/?q=${'x'.repeat(100_000)}`, 'trap: long address'],
])('the link %j leads to %s, as in a browser', async (href, expected) => {
  expect(await linkTo(href)).toBe(expected)
})

test.each([
  ['/other/', 'https://shop.example/other/a'],
  ['other/', 'https://shop.example/dir/other/a'],
  ['https://elsewhere.example/', 'off-site'],
  // What a browser takes for none.
  ['javascript:alert(1)//', 'https://shop.example/dir/a'],
  ['data:text/html,x', 'https://shop.example/dir/a'],
  ['http://[', 'https://shop.example/dir/a'],
  ['', 'https://shop.example/dir/a'],
])('a page whose base is %j has its relative links at %s', async (base, expected) => {
  expect(await linkTo('a', `<base href="${base}">`)).toBe(expected)
})

test('addresses that are set aside are kept short, and no data comes along', async () => {
  const body = `<a href="data:text/plain,${'x'.repeat(1_000_000)}">x</a><a href="http://[${'x'.repeat(1_000_000)}">x</a>`
  const { links } = await extract(crawler, 'page', new Response({ url: 'https://shop.example/', body }))
  expect(links.map(({ url, skip }) => [url.length, skip])).toEqual([
    [2_000, 'not http'],
    [2_000, 'not a URL'],
  ])
})
