/** A crawler to begin with, of a site for practice: a listing with pages, and a book. */
export function crawlerSource(name: string): string {
  return `import { defineCrawler } from 'latchkey'
import { z } from 'zod'

export default defineCrawler({
  name: '${name}',
  start: 'https://books.toscrape.com/',
  records: { book: z.object({ title: z.string().min(1), price: z.coerce.number().positive() }) },
  routes: {
    list({ follow }) {
      follow('h3 a', 'book')
      follow('.next a', 'list')
    },
    book: ({ $ }) => ({ title: $('h1').text(), price: $('.price_color').first().text().slice(1) }),
  },
})
`
}

/** A test of it that needs no network. */
export function testSource(name: string, extension: string): string {
  return `import assert from 'node:assert/strict'
import { test } from 'node:test'

import { extract, loadPage } from 'latchkey'

import crawler from './${name}.${extension}'

test('a page gives its book', async () => {
  const page = await loadPage(new URL('./${name}/book.html', import.meta.url))
  const { records } = await extract(crawler, 'book', page)
  assert.deepEqual(records, [{ title: 'A Light in the Attic', price: 51.77 }])
})
`
}

/** The page that the test reads; `latchkey fetch --save` puts real ones beside it. */
export const pageSource = `<!doctype html>
<title>A Light in the Attic</title>
<h1>A Light in the Attic</h1>
<p class="price_color">£51.77</p>
`

export const pageNote = `${JSON.stringify(
  {
    url: 'https://books.toscrape.com/catalogue/a-light-in-the-attic_1000/index.html',
    status: 200,
    contentType: 'text/html; charset=utf-8',
  },
  null,
  2,
)}
`

/** What `npx tsc` and editors check crawlers by: Node runs their TypeScript by leaving the types out, so nothing else of it will do. */
export const compilerSettings = `{
  "compilerOptions": {
    "target": "esnext",
    "module": "nodenext",
    "types": ["node"],
    "strict": true,
    "allowImportingTsExtensions": true,
    "erasableSyntaxOnly": true,
    "verbatimModuleSyntax": true,
    "skipLibCheck": true,
    "noEmit": true
  }
}
`
