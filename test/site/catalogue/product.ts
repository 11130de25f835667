import type { Category } from './categories.ts'
import { random } from './random.ts'
import type { Random } from './random.ts'
import { adjectives, brands, claims, colours, countries, materials } from './words.ts'

/** A product, as a scraper of the shop should report it. */
export interface Product {
  id: number
  sku: string
  title: string
  /** In pounds, with two decimals. */
  price: number
  currency: 'GBP'
  /** What it cost before; about a third of the products have one. */
  oldPrice?: number
  stock: number
  availability: 'In stock' | 'Low stock' | 'Out of stock'
  /** 1 to 5, with one decimal. */
  rating: number
  reviewCount: number
  brand: string
  /** The name of the category, not its slug. */
  category: string
  description: string
  /** Absolute addresses. */
  images: string[]
  specifications: Record<string, string>
}

/** Makes product `id`; its facts depend on nothing but the arguments. */
export function makeProduct(seed: number, category: Category, id: number): Product {
  const chance = random(seed, 'product', id)
  const material = chance.pick(materials)
  const title = `${chance.pick(adjectives)} ${material} ${chance.pick(category.things)}`
  const price = pounds(chance.integer(399, 149_999))
  const stock = chance.chance(0.1) ? 0 : chance.integer(1, 60)
  return {
    id,
    sku: `LK-${String(id).padStart(6, '0')}-${chance.integer(10, 99)}`,
    title,
    price,
    currency: 'GBP',
    ...(chance.chance(0.33) ? { oldPrice: pounds(price * chance.integer(110, 160)) } : {}),
    stock,
    availability: availabilityOf(stock),
    rating: chance.integer(21, 50) / 10,
    reviewCount: chance.integer(8, 480),
    brand: chance.pick(brands),
    category: category.name,
    description: `${chance.pick(claims)} ${chance.pick(claims)} ${chance.pick(claims)}`,
    images: makeImages(id, chance.integer(2, 5)),
    specifications: makeSpecifications(chance, material),
  }
}

/** What the shop says about so many pieces. */
export function availabilityOf(stock: number): Product['availability'] {
  if (stock === 0) return 'Out of stock'
  return stock < 6 ? 'Low stock' : 'In stock'
}

/** Pounds from pence, of which there are no halves. */
export function pounds(pence: number): number {
  return Math.round(pence) / 100
}

function makeImages(id: number, count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => `https://images.elsewhere.example/${id}/${index + 1}.jpg`,
  )
}

function makeSpecifications(chance: Random, material: string): Record<string, string> {
  const all: Record<string, string> = {
    Material: material,
    Colour: chance.pick(colours),
    Width: `${chance.integer(8, 220)} cm`,
    Height: `${chance.integer(8, 190)} cm`,
    Depth: `${chance.integer(4, 90)} cm`,
    Weight: `${chance.integer(2, 480) / 10} kg`,
    'Country of origin': chance.pick(countries),
    Guarantee: `${chance.integer(2, 10)} years`,
    'Model year': String(chance.integer(2019, 2026)),
    'Assembly required': chance.pick(['yes', 'no']),
    'Care instructions': chance.pick(['Wipe clean', 'Hand wash', 'Oil once a year', 'Dust < monthly']),
    'Delivery time': `${chance.integer(1, 9)} days`,
    Packaging: chance.pick(['Cardboard', 'Paper & string', 'None']),
    EAN: `50${String(chance.integer(0, 99_999_999_999)).padStart(11, '0')}`,
  }
  const dropped = chance.pick(['Depth', 'Packaging', 'Model year', 'EAN'])
  return Object.fromEntries(Object.entries(all).filter(([name]) => name !== dropped))
}
