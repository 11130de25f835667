/** A crawler to begin with: a listing with pages, and a product. */
export function crawlerSource(name: string): string {
  return `import { defineCrawler } from 'latchkey'
import { z } from 'zod'

export default defineCrawler({
  name: '${name}',
  start: 'https://shop.example/products',
  paths: { product: '/products/:id' },
  records: {
    product: z.object({
      id: z.string(),
      title: z.string().trim().min(1),
      price: z.coerce.number().positive(),
    }),
  },
  keys: { product: 'id' },
  routes: {
    list({ follow }) {
      follow('a.product', 'product')
      follow('a.next', 'list')
    },
    product: ({ $, params }) => ({
      id: params.id,
      title: $('h1').text(),
      price: $('.price').text().replace(/[^0-9.]/g, ''),
    }),
  },
})
`
}

/** A test of it that needs no network. */
export function testSource(name: string): string {
  return `import assert from 'node:assert/strict'
import { test } from 'node:test'

import { extract, loadPage } from 'latchkey'

import crawler from './${name}.ts'

test('a product page gives its record', async () => {
  const page = await loadPage(new URL('./${name}/product.html', import.meta.url))
  const { records } = await extract(crawler, 'product', page)
  assert.deepEqual(records, [{ id: '7', title: 'A lamp', price: 19.5 }])
})
`
}

/** The page that the test reads; \`latchkey fetch --save\` puts a real one in its place. */
export const pageSource = `<!doctype html>
<title>A lamp</title>
<h1>A lamp</h1>
<p class="price">€ 19.50</p>
`

export const pageNote = `${JSON.stringify(
  { url: 'https://shop.example/products/7', status: 200, contentType: 'text/html; charset=utf-8' },
  null,
  2,
)}
`
