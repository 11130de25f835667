import { extract, loadPage, type Response } from 'latchkey'
import { expect, test } from 'vitest'

import books from '../books.ts'

const catalogue = 'https://books.toscrape.com/catalogue'

test('the home page leads to every category, but neither to their parent nor to its own books', async () => {
  const { records, links } = await extract(books, 'home', await load('home'))
  expect(records).toEqual([])
  expect(links).toMatchObject([
    { route: 'category', url: `${catalogue}/category/books/travel_2/index.html`, skip: undefined },
    { route: 'category', url: `${catalogue}/category/books/poetry_23/index.html`, skip: undefined },
  ])
})

test('a category leads to each of its books once, and to its next page', async () => {
  const { links } = await extract(books, 'category', await load('category'))
  expect(links).toMatchObject([
    { route: 'book', url: `${catalogue}/the-salt-road-a-walk-across-the-sahara_812/index.html` },
    { route: 'category', url: `${catalogue}/category/books/travel_2/page-2.html` },
  ])
})

test('a category ends at its last page, which has only a previous one', async () => {
  const { links } = await extract(books, 'category', await load('category-last'))
  expect(links).toMatchObject([{ route: 'book', url: `${catalogue}/lanterns-over-hoi-an_640/index.html` }])
})

test('a category of one page has no pager', async () => {
  const { links } = await extract(books, 'category', await load('category-single'))
  expect(links).toMatchObject([{ route: 'book', url: `${catalogue}/small-weather_377/index.html` }])
})

test('a book has every field with its type', async () => {
  const { records } = await extract(books, 'book', await load('book'))
  expect(records).toEqual([
    {
      upc: 'a61f03c9be72d845',
      title: 'The Salt Road: A Walk Across the Sahara',
      category: 'Travel',
      price: 45.17,
      rating: 4,
      available: 19,
      description:
        "Eleven weeks, four camels and one kettle. Noor Haddad follows the caravans' last road & asks who still needs salt.",
      image: 'https://books.toscrape.com/media/cache/7b/1e/7b1e0a4c9d3f5a2286c1f0b7d9e4a35c.jpg',
    },
  ])
})

test('a book without description has null, and one that is out of stock has 0 copies', async () => {
  const { records } = await extract(books, 'book', await load('book-bare'))
  expect(records).toMatchObject([{ title: 'Lanterns over Hội An', description: null, available: 0 }])
})

test('a book does not lead to those that were viewed before it', async () => {
  expect((await extract(books, 'book', await load('book'))).links).toEqual([])
})

test.each([
  ['One', 1],
  ['Two', 2],
  ['Three', 3],
  ['Four', 4],
  ['Five', 5],
])('%s stars are a rating of %i', async (word, rating) => {
  const page = await edited('star-rating Four', `star-rating ${word}`)
  expect((await extract(books, 'book', page)).records).toMatchObject([{ rating }])
})

test.each([
  ['upc', '<th>UPC</th>', '<th>EAN</th>'],
  ['title', '<h1>The Salt Road: A Walk Across the Sahara</h1>', ''],
  ['category', 'class="breadcrumb"', ''],
  ['price', '£45.17', '$45.17'],
  ['rating', 'star-rating Four', 'star-rating Zero'],
  ['available', 'In stock (19 available)', 'In stock'],
  ['image', 'id="product_gallery"', ''],
])('a page without a good %s is an error, not a record', async (field, from, to) => {
  const extraction = extract(books, 'book', await edited(from, to))
  await expect(extraction).rejects.toThrow(`record book is wrong: ${field}: `)
})

function load(name: string): Promise<Response> {
  return loadPage(new URL(`pages/${name}.html`, import.meta.url))
}

/** The page of a book with some of its HTML replaced. */
async function edited(from: string, to: string): Promise<Response> {
  const page = await load('book')
  expect(page.text).toContain(from)
  return page.with({ body: page.text.replaceAll(from, to) })
}
