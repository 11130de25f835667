import { startSite, type Product } from '../../test/site/index.ts'

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

/** How many of the records are right; all of them have to be, and no product may be missing or come twice. */
export function rightRecords(truth: ReadonlyMap<number, Product>, records: Iterable<ShopRecord>): number {
  const right = new Set<number>()
  let wrong = 0
  for (const record of records) {
    const product = truth.get(Number(record.id))
    if (!product || right.has(product.id) || !isRight(product, record)) wrong++
    else right.add(product.id)
  }
  return right.size - wrong
}

/** The products of the shop, by their numbers. */
export async function truthOf(products: number): Promise<ReadonlyMap<number, Product>> {
  await using site = await startSite({ products })
  return new Map(site.products().map((product) => [product.id, product]))
}

function isRight(product: Product, record: ShopRecord): boolean {
  return (
    record.title === product.title &&
    money(record.price) === product.price &&
    money(record.oldPrice) === (product.oldPrice ?? 0) &&
    record.brand === product.brand &&
    record.category === product.category &&
    record.sku === product.sku &&
    record.availability === product.availability &&
    Number(record.rating) === product.rating &&
    record.description === product.description
  )
}

function money(text: string): number {
  return Number(text.replace(/[^0-9.]/g, ''))
}
