/** A client's record of a product: what stands on its page, as text. */
export type ShopRecord = Readonly<Record<keyof typeof FIELDS, string>>

/** The ten fields that every client reads, and the selector of each. */
export const FIELDS = {
  id: '.product-id',
  title: 'h1.product-title',
  price: '.prices .price',
  oldPrice: '.old-price',
  brand: '.brand',
  category: '.breadcrumbs .product-category',
  sku: 'dl.codes dd.sku',
  availability: '.availability',
  rating: '.rating-value',
  description: 'p.description',
} as const

/** Which links every client follows: those of the listings and the products, wherever they stand. */
export function isShopPath(path: string): boolean {
  return path.startsWith('/products') || path.startsWith('/categories/')
}

/** Whether a path is a product's, which gives a record. */
export function isProductPath(path: string): boolean {
  return path.startsWith('/products/')
}
