import { startSite, type Product } from '../../test/site/index.ts'
import type { ShopRecord } from './shop.ts'

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
