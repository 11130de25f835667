import type { Product } from '../catalogue/product.ts'
import type { Parts } from '../parts.ts'
import { pageOf } from '../server/pagination.ts'
import { plainPage } from '../server/plain-page.ts'
import type { Reply } from '../server/reply.ts'
import { pageNumber, readId } from '../server/request.ts'
import type { SiteRequest } from '../server/request.ts'
import type { Routes } from '../server/router.ts'
import { makeFrame } from './frame.ts'
import { homePage } from './home-page.ts'
import { listingHead, listingPage, redesignedListingPage } from './listing-page.ts'
import { makeExtras } from './product-extras.ts'
import { productHead } from './product-head.ts'
import { redesignedProductPage } from './product-page-redesigned.ts'
import { productPage } from './product-page.ts'

/** How many products the search looks at; enough for any test, and never slow. */
const searched = 2000

/** The shop that anybody may look at. */
export function shopRoutes({ options, catalogue, sessions }: Parts): Routes {
  const frame = makeFrame(catalogue.categories)

  function sendListing(request: SiteRequest, reply: Reply, list: ProductList): void {
    const page = pageOf(list.ids, pageNumber(request.url), options.pageSize)
    if (!page) return reply.notFound()
    const items = page.items.map((id) => catalogue.product(id)!)
    const listing = { ...page, items, title: list.title, path: list.path, count: list.ids.length }
    const draw = options.layout === 1 ? listingPage : redesignedListingPage
    const main = draw(listing, request.url.origin)
    reply.html(frame({ title: list.title, head: listingHead(listing), main, user: sessions.user(request) }))
  }

  return {
    '/'(request, reply) {
      const main = homePage(catalogue.categories, request.url.origin)
      reply.html(frame({ title: 'Good things', main, user: sessions.user(request) }))
    },

    '/products'(request, reply) {
      sendListing(request, reply, { title: 'Everything', path: '/products', ids: catalogue.ids() })
    },

    '/categories/:slug'(request, reply) {
      const category = catalogue.categories.find(({ slug }) => slug === request.params['slug'])
      if (!category) return reply.notFound()
      const path = request.url.pathname
      sendListing(request, reply, { title: category.name, path, ids: catalogue.ids(category) })
    },

    '/search'(request, reply) {
      const words = request.url.searchParams.get('q') ?? ''
      const matches = ({ title, brand }: Product) =>
        `${title} ${brand}`.toLowerCase().includes(words.toLowerCase())
      const ids = catalogue
        .ids()
        .slice(0, searched)
        .filter((id) => matches(catalogue.product(id)!))
      sendListing(request, reply, {
        title: `Search: ${words}`,
        path: `/search?q=${encodeURIComponent(words)}`,
        ids,
      })
    },

    '/products/:id'(request, reply) {
      const id = readId(request)
      const product = catalogue.product(id)
      if (!product) return reply.notFound()
      const draw = options.layout === 1 ? productPage : redesignedProductPage
      const { origin } = request.url
      const extras = makeExtras(options.seed, catalogue, product)
      const main = draw(product, catalogue.categoryOf(id), extras, origin)
      reply.html(
        frame({
          title: product.title,
          head: productHead(product, origin),
          main,
          user: sessions.user(request),
        }),
      )
    },

    '* /cart'(_request, reply) {
      reply.html(plainPage('Cart', '<h1>Your cart</h1><p>It is empty.</p>'))
    },

    '/private/*'(_request, reply) {
      reply.html(plainPage('Private', '<h1>Private</h1><p class="private">No robot should read this.</p>'))
    },
  }
}

interface ProductList {
  readonly title: string
  readonly path: string
  readonly ids: readonly number[]
}
