import { categoryPath } from '../catalogue/categories.ts'
import type { Category } from '../catalogue/categories.ts'
import type { Product } from '../catalogue/product.ts'
import { each, escape } from '../server/html.ts'
import { stars } from './dress.ts'
import { variedProductLink } from './links.ts'
import { money } from './money.ts'
import type { ProductExtras, Review } from './product-extras.ts'

/** The main part of a product page in layout 1. */
export function productPage(
  product: Product,
  category: Category,
  extras: ProductExtras,
  origin: string,
): string {
  return `${breadcrumbs(product, category)}
<article class="product" data-id="${product.id}">
${gallery(product)}
${purchase(product)}
</article>
${story(product, extras.story)}
${specifications(product)}
${reviews(product, extras.reviews)}
${related(extras.related, origin)}`
}

function breadcrumbs({ title }: Product, category: Category): string {
  return `<ol class="breadcrumbs">
  <li><a href="/">Home</a></li>
  <li><a href="/products">Everything</a></li>
  <li><a class="product-category" href="${categoryPath(category)}">${escape(category.name)}</a></li>
  <li aria-current="page">${escape(title)}</li>
</ol>`
}

function gallery({ id, title, images }: Product): string {
  return `<div class="gallery" id="gallery">
${each(
  images,
  (image, index) => `<figure class="gallery__item">
  <img class="product-image" src="${image}" alt="${escape(title)}, view ${index + 1}" width="640" height="640" loading="lazy">
  <figcaption><button type="button" class="gallery__zoom" data-action="zoom" data-id="${id}"><svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true"><circle cx="8" cy="8" r="6" fill="none" stroke="currentColor"/><path d="M12.5 12.5L18 18" stroke="currentColor"/></svg> Enlarge</button></figcaption>
</figure>
`,
)}</div>`
}

function purchase(product: Product): string {
  const { id, sku, title, price, oldPrice, stock, availability, rating, reviewCount, brand, description } =
    product
  return `<div class="product__info">
<p class="product__brand">by <span class="brand">${escape(brand)}</span></p>
<h1 class="product-title">${escape(title)}</h1>
<p class="rating" data-rating="${rating}">${stars(rating)} <span class="rating-value">${rating.toFixed(1)}</span>
  <a href="#reviews">(<span class="review-count">${reviewCount}</span> reviews)</a></p>
<p class="prices"><span class="price" data-currency="${product.currency}">${money(price)}</span>${
    oldPrice === undefined ? '' : ` <del class="old-price">${money(oldPrice)}</del>`
  } <small class="vat">including VAT</small></p>
<p class="stock stock--${stock > 0 ? 'in' : 'out'}"><span class="availability">${availability}</span> (<span class="stock-count">${stock}</span> pieces)</p>
<p class="description">${escape(description)}</p>
<form class="buy" method="post" action="/cart">
  <input type="hidden" name="id" value="${id}">
  <label>Quantity <select name="quantity"><option>1<option>2<option>3<option>4<option>5</select></label>
  <button type="submit" data-action="buy" data-id="${id}"${stock > 0 ? '' : ' disabled'}>Add to cart</button>
</form>
<dl class="codes"><dt>Article</dt><dd class="sku">${sku}</dd><dt>Number</dt><dd class="product-id">${id}</dd></dl>
<ul class="share">
  <li><a rel="nofollow" href="https://social.elsewhere.example/share?id=${id}">Share</a></li>
  <li><a rel="nofollow" href="mailto:?subject=${encodeURIComponent(title)}">Send to a friend</a></li>
  <li><a href="javascript:window.print()">Print</a></li>
</ul>
</div>`
}

function story({ title }: Product, paragraphs: readonly string[]): string {
  return `<section class="story" id="story"><h2>About the ${escape(title)}</h2>
${each(paragraphs, (paragraph) => `<p>${escape(paragraph)}</p>\n`)}</section>`
}

function specifications({ specifications: all }: Product): string {
  return `<section id="specifications"><h2>Specifications</h2>
<table class="specifications"><tbody>
${each(
  Object.entries(all),
  ([name, value]) => `<tr class="specifications__row">
  <th scope="row" class="specifications__name">${name}</th>
  <td class="specifications__value">${escape(value)}</td>
</tr>
`,
)}</tbody></table></section>`
}

function reviews({ reviewCount }: Product, list: readonly Review[]): string {
  return `<section class="reviews" id="reviews"><h2>What others say</h2>
<p class="reviews__note">The latest ${list.length} of ${reviewCount}.</p>
${each(
  list,
  (
    { author, country, date, rating, title, text },
    index,
  ) => `<article class="review" id="review-${index + 1}">
  <header class="review__header"><h3 class="review__title">${title}</h3> <span class="review__stars" title="${rating} of 5">${'<i class="dot"></i>'.repeat(rating)}</span></header>
  <p class="review__meta">by <b class="review__author">${author}</b> from <span class="review__country">${country}</span>, <time datetime="${date}">${date}</time></p>
  <div class="review__body"><p>${escape(text)}</p></div>
  <footer class="review__footer"><button type="button" class="review__helpful" data-action="helpful" data-id="${index + 1}">Helpful</button> <a class="review__link" href="#review-${index + 1}">Link</a></footer>
</article>
`,
)}</section>`
}

function related(products: readonly Product[], origin: string): string {
  return `<section class="related" id="related"><h2>Goes well with</h2><ul class="related__list">
${each(
  products,
  ({ id, title, images, price, brand }, index) => `<li class="related__item">
  <a class="related-link" href="${variedProductLink(id, index, origin)}"><img src="${images[0]}" alt="" width="160" height="160" loading="lazy"></a>
  <a class="related-title" href="/products/${id}"><span>${escape(title)}</span></a>
  <p class="related__brand">${escape(brand)}</p>
  <p class="related__price"><span class="amount">${money(price)}</span></p>
</li>
`,
)}</ul></section>`
}
