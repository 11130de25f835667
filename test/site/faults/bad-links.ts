import { each, escape } from '../server/html.ts'

/** What authors of pages have been seen to write into href. */
const addresses: readonly string[] = [
  '',
  '#',
  '#top',
  ' /products/1 ',
  '\n/pro\tducts/\n2',
  '\\products\\3',
  'http:/products/4',
  '///products/5',
  '/products/6?a=1&a=1&&=',
  '/products/%zz',
  '/products/%E0%A4',
  '/products/\u{1}\u{7f}',
  '/products/7 8',
  '/search?q=café au lait&page=1',
  '/../../products/9',
  '//',
  'http://',
  'http:///',
  'http://[::1',
  'http://exa mple.example/',
  'http://elsewhere.example:99999/',
  'https://user:password@elsewhere.example/',
  'https://bücher.example/größe',
  'https://xn--bcher-kva.example/',
  'https://elsewhere.example/\u{202e}lmth.txt',
  'HTTPS://ELSEWHERE.EXAMPLE/Upper',
  'javascript:alert(1)',
  ' JavaScript:void(0)',
  'mailto:a@b.example,c@d.example',
  'tel:+44 20 7946',
  'data:text/html,<p>Hello</p>',
  'blob:https://elsewhere.example/1',
  'file:///etc/passwd',
  'ftp://elsewhere.example/file',
  'about:blank',
  'whatsapp://send?text=hello',
  `/search?q=${'long'.repeat(3000)}`,
  '{{ product.url }}',
  'undefined',
]

/** A page of links of which most lead nowhere, and none may break a crawler. */
export function badLinksPage(): string {
  return `<!doctype html>
<html><head><meta charset="utf-8"><title>Bad links</title></head>
<body>
<a>No address</a> <a name="anchor">An anchor</a> <a href>An empty one</a>
<a href="/status/404">A dead one</a> <a href="/products/10" href="/products/11">Two</a> <a href=/products/12>Bare</a>
${each(addresses, (address, index) => `<a class="bad" href="${escape(address)}">${index + 1}</a>\n`)}</body></html>
`
}
