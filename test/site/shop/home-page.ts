import { categoryPath } from '../catalogue/categories.ts'
import type { Category } from '../catalogue/categories.ts'
import { each, escape } from '../server/html.ts'

/** The main part of the home page: the way to every product, and links that lead nowhere good. */
export function homePage(categories: readonly Category[], origin: string): string {
  return `<h1>Good things for the house</h1>
<section class="categories"><h2>Categories</h2><ul>
${each(
  categories,
  (category) =>
    `<li><a class="category" href="${categoryPath(category)}">${escape(category.name)}</a></li>\n`,
)}</ul>
<p><a class="all-products" href="/products">Everything we sell</a></p>
</section>
<section class="more"><h2>More</h2><ul>
  <li><a href="${origin}/products?page=1#top">Everything, from the first page</a></li>
  <li><a href="categories/./caf%c3%a9">Coffee</a></li>
  <li><a href="/members">For members</a></li>
  <li><a href="/private/reports">Reports, for nobody's robots</a></li>
  <li><a href="/private/prices.html">Purchase prices, for nobody's robots</a></li>
  <li><a href="https://elsewhere.example/">Our other shop</a></li>
  <li><a href="mailto:shop@latchkey.example">Write to us</a></li>
  <li><a href="tel:+442079460123">Call us</a></li>
  <li><a href="javascript:history.back()">Back</a></li>
  <li><a href="">This page</a></li>
  <li><a>No address</a></li>
</ul></section>`
}
