import type { Product } from '../catalogue/product.ts'
import { escape } from '../server/html.ts'
import { productPath } from './links.ts'

const schemaAvailability = {
  'In stock': 'https://schema.org/InStock',
  'Low stock': 'https://schema.org/LimitedAvailability',
  'Out of stock': 'https://schema.org/OutOfStock',
} as const

/** What a product page says to machines: canonical link, OpenGraph and JSON-LD; the same in both layouts. */
export function productHead(product: Product, origin: string): string {
  const url = origin + productPath(product.id)
  const title = escape(product.title)
  const description = escape(product.description)
  return `<link rel="canonical" href="${url}">
<meta name="description" content="${description}">
<meta property="og:type" content="product">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<meta property="og:url" content="${url}">
<meta property="og:image" content="${product.images[0]}">
<meta property="product:price:amount" content="${product.price.toFixed(2)}">
<meta property="product:price:currency" content="${product.currency}">
<meta property="product:retailer_item_id" content="${product.sku}">
<script type="application/ld+json">${jsonLd(product, url)}</script>`
}

function jsonLd(product: Product, url: string): string {
  const data = {
    '@context': 'https://schema.org',
    '@type': 'Product',
    '@id': url,
    name: product.title,
    sku: product.sku,
    description: product.description,
    category: product.category,
    image: product.images,
    brand: { '@type': 'Brand', name: product.brand },
    aggregateRating: {
      '@type': 'AggregateRating',
      ratingValue: product.rating,
      reviewCount: product.reviewCount,
    },
    offers: {
      '@type': 'Offer',
      url,
      price: product.price.toFixed(2),
      priceCurrency: product.currency,
      availability: schemaAvailability[product.availability],
    },
  }
  return JSON.stringify(data).replaceAll('<', '\\u003c')
}
