import type { Catalogue } from '../catalogue/catalogue.ts'
import type { Product } from '../catalogue/product.ts'
import { random } from '../catalogue/random.ts'
import { claims, countries, opinions, people, verdicts } from '../catalogue/words.ts'

/** What one buyer wrote. */
export interface Review {
  readonly author: string
  readonly country: string
  readonly date: string
  readonly rating: number
  readonly title: string
  readonly text: string
}

/** What surrounds a product on its page, and is none of its fields. */
export interface ProductExtras {
  readonly story: readonly string[]
  readonly reviews: readonly Review[]
  readonly related: readonly Product[]
}

/** Makes the surroundings of a product. */
export function makeExtras(seed: number, catalogue: Catalogue, { id }: Product): ProductExtras {
  const chance = random(seed, 'page', id)
  const text = (from: readonly string[], sentences: number) =>
    Array.from({ length: sentences }, () => chance.pick(from)).join(' ')
  const review = () => ({
    author: chance.pick(people),
    country: chance.pick(countries),
    date: `2026-0${chance.integer(1, 9)}-${chance.integer(10, 28)}`,
    rating: chance.integer(1, 5),
    title: chance.pick(verdicts),
    text: text(opinions, chance.integer(2, 7)),
  })
  return {
    story: Array.from({ length: chance.integer(3, 6) }, () => text(claims, chance.integer(3, 6))),
    reviews: Array.from({ length: chance.integer(8, 18) }, review),
    related: relatedIds(catalogue, id).map((other) => catalogue.product(other)!),
  }
}

/** Eight others: some near by, some far off. */
function relatedIds(catalogue: Catalogue, id: number): number[] {
  const ids = catalogue.ids()
  const at = (index: number) => ids[index % ids.length]!
  return [1, 2, 3, 5, 8, 130, 210, 340].map((distance) => at(id + distance))
}
