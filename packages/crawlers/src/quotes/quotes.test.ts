import { extract, loadPage, type Response } from 'latchkey'
import { expect, test } from 'vitest'

import quotes from '../quotes.ts'

const site = 'https://quotes.toscrape.com'

// East of Greenwich a date that is read as local time comes out a day early.
process.env['TZ'] = 'Pacific/Auckland'

test('a quote has its text without the quotation marks around it, its author and its tags', async () => {
  const { records } = await extract(quotes, 'quote', await load('quotes'))
  expect(records).toEqual([
    {
      text: "A queue is a promise that somebody's turn will come.",
      author: 'Mara Lindqvist',
      tags: ['patience', 'promises'],
    },
    { text: 'She said “later”, and meant it.', author: "Zoë O'Hara", tags: ['patience'] },
    { text: 'Read the last page first; then earn it.', author: 'Mara Lindqvist', tags: ['reading', 'work'] },
  ])
})

test('a quote without tags has none, although the page shows others beside it', async () => {
  const { records } = await extract(quotes, 'quote', await load('quotes-last'))
  expect(records).toEqual([
    { text: 'Nothing is as quiet as a finished list.', author: "Zoë O'Hara", tags: [] },
  ])
})

test('a page of quotes leads to their authors and the next page, but not to tags, Goodreads or the way out', async () => {
  const { links } = await extract(quotes, 'quote', await load('quotes'))
  expect(links).toMatchObject([
    { route: 'author', url: `${site}/author/Mara-Lindqvist`, skip: undefined },
    { route: 'author', url: `${site}/author/Zoe-OHara`, skip: undefined },
    { route: 'author', url: `${site}/author/Mara-Lindqvist`, skip: undefined },
    { route: 'quote', url: `${site}/page/2/`, skip: undefined },
  ])
})

test('the quotes end at the last page, which has only a previous one', async () => {
  const { links } = await extract(quotes, 'quote', await load('quotes-last'))
  expect(links).toMatchObject([{ route: 'author', url: `${site}/author/Zoe-OHara` }])
})

test('a quote without author is an error, not a record', async () => {
  const page = await edited('quotes', 'class="author"', '')
  await expect(extract(quotes, 'quote', page)).rejects.toThrow('record quote is wrong: 0.author: ')
})

test('an author has name, date of birth, birthplace and description', async () => {
  const { records, links } = await extract(quotes, 'author', await load('author'))
  expect(records).toEqual([
    {
      name: 'Mara Lindqvist',
      born: '1931-03-04',
      birthplace: 'Visby, Gotland, Sweden',
      description:
        'Lighthouse keeper, chess player and essayist. Her one book, "Waiting Well", took thirty years.',
    },
  ])
  expect(links).toEqual([])
})

test('an author without description has null', async () => {
  const { records } = await extract(quotes, 'author', await load('author-bare'))
  expect(records).toEqual([
    { name: "Zoë O'Hara", born: '1775-12-16', birthplace: 'Cork, Ireland', description: null },
  ])
})

test.each(['Someday, 1931', 'Smarch 04, 1931', 'March 45, 1931', 'March 04, 0065', ''])(
  'an author born on "%s" is an error, not a record',
  async (date) => {
    const page = await edited('author', 'March 04, 1931', date)
    await expect(extract(quotes, 'author', page)).rejects.toThrow('record author is wrong: born: ')
  },
)

test.each([
  ['quotes', { signedIn: true, signedOut: false }],
  ['quotes-last', { signedIn: true, signedOut: false }],
  ['login', { signedIn: false, signedOut: true }],
  // The site shows it to everybody as to a signed-out visitor, so it proves nothing.
  ['author', { signedIn: false, signedOut: false }],
])('the saved page "%s" says who is looking: %o', async (name, expected) => {
  const page = await load(name)
  const { signedIn, signedOut } = quotes.login ?? {}
  expect({ signedIn: signedIn?.(page), signedOut: signedOut?.(page) }).toEqual(expected)
})

function load(name: string): Promise<Response> {
  return loadPage(new URL(`pages/${name}.html`, import.meta.url))
}

/** A saved page with some of its HTML replaced. */
async function edited(name: string, from: string, to: string): Promise<Response> {
  const page = await load(name)
  expect(page.text).toContain(from)
  return page.with({ body: page.text.replaceAll(from, to) })
}
