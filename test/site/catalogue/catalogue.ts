import type { SiteOptions } from '../options.ts'
import { allCategories } from './categories.ts'
import type { Category } from './categories.ts'
import { availabilityOf, makeProduct, pounds } from './product.ts'
import type { Product } from './product.ts'

/**
 * What the shop sells, in the state that the options are in.
 *
 * State 2 follows from state 1 by the product's number: of every 25 one is removed, of every 10 one has
 * another price and one another stock, and for every 50 there is a new one at the end.
 */
export class Catalogue {
  readonly categories: readonly Category[]
  readonly #options: SiteOptions
  readonly #ids = new Map<string, readonly number[]>()

  constructor(options: SiteOptions) {
    this.#options = options
    this.categories = allCategories.slice(0, options.categories)
  }

  /** The numbers of all products, or of those in one category. */
  ids(category?: Category): readonly number[] {
    const key = `${this.#options.state} ${category?.slug}`
    let ids = this.#ids.get(key)
    if (!ids) {
      ids = category ? this.ids().filter((id) => this.categoryOf(id) === category) : this.#allIds()
      this.#ids.set(key, ids)
    }
    return ids
  }

  categoryOf(id: number): Category {
    return this.categories[id % this.categories.length]!
  }

  /** A product, or undefined when the shop has none of that number. */
  product(id: number): Product | undefined {
    if (!this.#has(id)) return undefined
    const product = makeProduct(this.#options.seed, this.categoryOf(id), id)
    return this.#options.state === 2 ? later(product) : product
  }

  /** All products, in the order of the listings. */
  products(): Product[] {
    return this.ids().map((id) => this.product(id)!)
  }

  /** The day on which a product last changed, as `2026-03-14`. */
  modified(id: number): string {
    const { products, state } = this.#options
    if (state === 2 && (id > products || changesPrice(id) || changesStock(id))) return '2026-10-01'
    return `2026-${twoDigits(1 + (id % 9))}-${twoDigits(1 + (id % 28))}`
  }

  #allIds(): number[] {
    return Array.from({ length: this.#last() }, (_, index) => index + 1).filter((id) => this.#has(id))
  }

  #last(): number {
    const { products, state } = this.#options
    return state === 1 ? products : products + Math.ceil(products / 50)
  }

  #has(id: number): boolean {
    if (!Number.isInteger(id) || id < 1 || id > this.#last()) return false
    return this.#options.state === 1 || id > this.#options.products || id % 25 !== 7
  }
}

function later(product: Product): Product {
  if (changesPrice(product.id))
    return { ...product, price: pounds(product.price * 90), oldPrice: product.price }
  if (!changesStock(product.id)) return product
  const stock = product.stock === 0 ? 12 : 0
  return { ...product, stock, availability: availabilityOf(stock) }
}

function changesPrice(id: number): boolean {
  return id % 10 === 3
}

function changesStock(id: number): boolean {
  return id % 10 === 6
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
