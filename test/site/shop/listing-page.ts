import type { Product } from '../catalogue/product.ts'
import { each, escape } from '../server/html.ts'
import { pageLink, pagination } from '../server/pagination.ts'
import type { PageOf } from '../server/pagination.ts'
import { stars } from './dress.ts'
import { productPath, variedProductLink } from './links.ts'
import { money } from './money.ts'

/** One page of a list of products. */
export interface Listing extends PageOf<Product> {
  readonly title: string
  /** The address of its first page. */
  readonly path: string
  /** How many products all pages have together. */
  readonly count: number
}

/** What a listing says to machines: the pages before and after it. */
export function listingHead({ path, page, pages }: Listing): string {
  const link = (rel: string, to: number) => `<link rel="${rel}" href="${escape(pageLink(path, to))}">\n`
  return (page > 1 ? link('prev', page - 1) : '') + (page < pages ? link('next', page + 1) : '')
}

/** The main part of a listing in layout 1. */
export function listingPage(listing: Listing, origin: string): string {
  return `<h1 class="listing-title">${escape(listing.title)}</h1>
<p class="listing-count"><span class="count">${listing.count}</span> products</p>
<ul class="products">
${each(listing.items, (product, index) => card(product, index, origin))}</ul>
${pagination(listing.path, listing)}`
}

/** Each product is linked twice: by its title plainly, by its picture in ever other ways. */
function card({ id, title, price, images, brand, rating }: Product, index: number, origin: string): string {
  return `<li class="product-card" data-id="${id}">
  <a class="product-picture" href="${variedProductLink(id, index, origin)}"><img src="${images[0]}" alt="" width="240" height="240" loading="lazy"></a>
  <h2><a class="product-link" href="${productPath(id)}">${escape(title)}</a></h2>
  <p class="card-brand">${escape(brand)}</p>
  <p class="card-rating">${stars(rating)}</p>
  <p class="card-price">${money(price)}</p>
</li>
`
}

/** The main part of a listing in layout 2. */
export function redesignedListingPage(
  { title, count, items, path, page, pages }: Listing,
  origin: string,
): string {
  const next =
    page < pages ? `<a class="forward" rel="next" href="${escape(pageLink(path, page + 1))}">More</a>` : ''
  return `<h2 class="shelf-name">${escape(title)} (${count})</h2>
<div class="shelf">
${each(
  items,
  ({ id, title, price }, index) => `<div class="tile" data-item="${id}">
  <a class="tile-name" href="${variedProductLink(id, index, origin)}">${escape(title)}</a>
  <span class="tile-cost">${money(price)}</span>
</div>
`,
)}</div>
${next}`
}
