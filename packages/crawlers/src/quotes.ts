import { defineCrawler, secret } from 'latchkey'
import { z } from 'zod'

/** An empty text means that the selector found nothing, and fails the page. */
const text = z.string().trim().min(1)

const quote = z.object({
  text: text.transform((quoted) => quoted.replace(/^“(.*)”$/s, '$1')),
  author: text,
  tags: z.array(text),
})

const author = z.object({
  name: text,
  /** As in `1879-03-14`; `Date` alone would make a date of almost any text with a year. */
  born: text
    .regex(/^[A-Z][a-z]+ \d\d?, [1-9]\d{3}$/)
    .transform((date) => `${date} UTC`)
    .pipe(z.coerce.date())
    .transform((date) => date.toISOString().slice(0, 10)),
  birthplace: text.transform((place) => place.replace(/^in /, '')),
  description: z.string().transform((found) => found.trim() || null),
})

/** The quotes and authors of https://quotes.toscrape.com, or of the copy at `QUOTES_URL`, as a signed-in visitor. */
export default defineCrawler({
  name: 'quotes',
  start: process.env.QUOTES_URL ?? 'https://quotes.toscrape.com/',
  rate: { perSecond: 4 },
  login: {
    submit: (session) =>
      session.submit('/login', 'form', {
        username: secret('QUOTES_USERNAME'),
        password: secret('QUOTES_PASSWORD'),
      }),
    signedIn: ({ $ }) => $('a[href="/logout"]').length > 0,
    // The pages of authors say "Login" to everybody.
    signedOut: ({ $ }) => $('a[href="/login"]').length > 0 && $('.author-details').length === 0,
  },
  paths: { quote: '/page/:page', author: '/author/:name' },
  records: { quote, author },
  keys: { quote: ['author', 'text'], author: 'name' },
  routes: {
    quote({ $, follow }) {
      follow('.quote a[href^="/author/"]', 'author')
      follow('.pager .next a', 'quote')
      return [...$('.quote')].map((element) => ({
        text: $('.text', element).text(),
        author: $('.author', element).text(),
        tags: [...$('.tag', element)].map((tag) => $(tag).text()),
      }))
    },
    author: ({ $ }) => ({
      name: $('.author-title').text(),
      born: $('.author-born-date').text(),
      birthplace: $('.author-born-location').text(),
      description: $('.author-description').text(),
    }),
  },
})
