import { pounds } from './product.ts'
import { random } from './random.ts'
import { adjectives, materials } from './words.ts'

/** One position of an order. */
export interface OrderLine {
  sku: string
  title: string
  quantity: number
  /** Of one piece, in pounds. */
  price: number
}

/** An order, as a scraper of the account area should report it. */
export interface Order {
  /** The user's name in capitals and a number: `ADA-0042`. */
  id: string
  /** As `2026-03-14`. */
  date: string
  status: 'Delivered' | 'Shipped' | 'Cancelled'
  /** In pounds, with two decimals. */
  total: number
  currency: 'GBP'
  lines: OrderLine[]
}

/** The order history of a user, newest first. */
export function makeOrders(seed: number, username: string, count: number): Order[] {
  return Array.from({ length: count }, (_, index) => makeOrder(seed, username, count - index))
}

function makeOrder(seed: number, username: string, number: number): Order {
  const chance = random(seed, 'order', username, number)
  const lines = Array.from({ length: chance.integer(1, 5) }, () => ({
    sku: `LK-${String(chance.integer(1, 200)).padStart(6, '0')}-${chance.integer(10, 99)}`,
    title: `${chance.pick(adjectives)} ${chance.pick(materials)} Box`,
    quantity: chance.integer(1, 4),
    price: pounds(chance.integer(399, 29_999)),
  }))
  const day = new Date(Date.UTC(2019, 0, 1 + number * 9))
  return {
    id: `${username.toUpperCase()}-${String(number).padStart(4, '0')}`,
    date: day.toISOString().slice(0, 10),
    status: chance.pick(['Delivered', 'Delivered', 'Shipped', 'Cancelled']),
    total: pounds(lines.reduce((sum, line) => sum + line.quantity * line.price * 100, 0)),
    currency: 'GBP',
    lines,
  }
}
