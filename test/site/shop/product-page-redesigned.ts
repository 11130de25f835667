import { categoryPath } from '../catalogue/categories.ts'
import type { Category } from '../catalogue/categories.ts'
import type { Product } from '../catalogue/product.ts'
import { each, escape } from '../server/html.ts'
import { stars } from './dress.ts'
import { variedProductLink } from './links.ts'
import { money } from './money.ts'
import type { ProductExtras } from './product-extras.ts'

/** The main part of a product page in layout 2: the same facts, and not one class name of layout 1. */
export function redesignedProductPage(
  product: Product,
  category: Category,
  extras: ProductExtras,
  origin: string,
): string {
  return `<nav class="trail"><a href="/">Home</a> / <a href="${categoryPath(category)}" data-field="category">${escape(category.name)}</a></nav>
<div class="item" data-item="${product.id}">
${summary(product)}
${details(product)}
${voices(extras)}
${alike(extras.related, origin)}
</div>`
}

function summary(product: Product): string {
  const { id, sku, title, price, oldPrice, stock, availability, rating, reviewCount, brand, images } = product
  const was = oldPrice === undefined ? '' : `<s data-field="was">${money(oldPrice)}</s>`
  return `<div class="item-summary">
<h2 class="item-name">${escape(title)}</h2>
<div class="item-maker">A product of <a data-field="maker" href="/search?q=${encodeURIComponent(brand)}">${escape(brand)}</a></div>
<div class="item-score">${stars(rating)} <data value="${rating}" data-field="score">${rating.toFixed(1)} of 5</data> from <data value="${reviewCount}" data-field="votes">${reviewCount} votes</data></div>
<div class="item-cost"><strong data-field="cost">${money(price)}</strong>${was} <span>VAT included</span></div>
<div class="item-supply"><em data-field="supply">${availability}</em>, <data value="${stock}" data-field="left">${stock} left</data></div>
<div class="item-codes">Article <code data-field="article">${sku}</code>, number <code data-field="number">${id}</code></div>
<div class="item-views">
${each(images, (image) => `<picture><source type="image/jpeg" srcset="${image} 1x"><img src="${image}" alt=""></picture>\n`)}</div>
</div>`
}

function details({ description, specifications }: Product): string {
  return `<div class="item-details">
<div data-field="text">${escape(description)}</div>
<dl class="facts">
${each(Object.entries(specifications), ([name, value]) => `<div><dt>${name}</dt><dd>${escape(value)}</dd></div>\n`)}</dl>
</div>`
}

function voices({ story, reviews }: ProductExtras): string {
  return `<div class="item-text">${each(story, (paragraph) => `<div class="prose">${escape(paragraph)}</div>\n`)}</div>
<div class="voices">
${each(
  reviews,
  ({ author, country, date, rating, title, text }) => `<blockquote class="voice">
  <div class="voice-line"><strong>${title}</strong> <span aria-label="${rating} of 5">${stars(rating)}</span></div>
  <div class="voice-text">${escape(text)}</div>
  <div class="voice-line"><cite>${author}, ${country}</cite> <time datetime="${date}">${date}</time></div>
</blockquote>
`,
)}</div>`
}

function alike(products: readonly Product[], origin: string): string {
  return `<div class="alike">
${each(
  products,
  ({ id, title, price }, index) => `<div class="alike-card">
  <a href="${variedProductLink(id, index, origin)}"><span>${escape(title)}</span></a> <span>${money(price)}</span>
</div>
`,
)}</div>`
}
