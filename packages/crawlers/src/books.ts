import { defineCrawler } from 'latchkey'
import { z } from 'zod'

const STARS = ['One', 'Two', 'Three', 'Four', 'Five']

/** An empty text means that the selector found nothing, and fails the page. */
const text = z.string().trim().min(1)
const toNumber = (found: string) => Number(found.replaceAll(/[^\d.]/g, ''))

const book = z.object({
  upc: text,
  title: text,
  category: text,
  /** In pounds. */
  price: text.regex(/^£\d+\.\d\d$/).transform(toNumber),
  /** 1 to 5 stars. */
  rating: text.pipe(z.enum(STARS)).transform((word) => STARS.indexOf(word) + 1),
  /** Copies in stock. */
  available: text.regex(/^In stock \(\d+ available\)$|^Out of stock$/).transform(toNumber),
  description: z.string().transform((found) => found.trim().replace(/ \.\.\.more$/, '') || null),
  image: z.url(),
})

/** The books of https://books.toscrape.com, or of the copy at `BOOKS_URL`. */
export default defineCrawler({
  name: 'books',
  start: process.env.BOOKS_URL ?? 'https://books.toscrape.com/',
  rate: { perSecond: 4 },
  paths: {
    category: '/catalogue/category/books/:category/:page.html',
    book: '/catalogue/:slug/index.html',
  },
  records: { book },
  keys: { book: 'upc' },
  routes: {
    home({ follow }) {
      follow('.side_categories ul ul a', 'category')
    },
    category({ follow }) {
      follow('.product_pod h3 a', 'book')
      follow('.pager .next a', 'category')
    },
    book: ({ $ }) => ({
      upc: $('th:contains("UPC") + td').text(),
      title: $('.product_main h1').text(),
      category: $('.breadcrumb a').last().text(),
      price: $('.product_main .price_color').text(),
      rating: $('.product_main .star-rating').attr('class')?.replace('star-rating ', '') ?? '',
      available: $('.product_main .availability').text(),
      description: $('#product_description + p').text(),
      image: $('#product_gallery img').prop('src') ?? '',
    }),
  },
})
