import { parseArgs } from 'node:util'

import { withDefaults } from './options.ts'
import type { RateLimit, SiteSettings } from './options.ts'

const defaults = withDefaults({})
const text = (value: unknown) => ({ type: 'string', default: String(value) }) as const

const flags = {
  port: text(defaults.port),
  host: text(defaults.host),
  seed: text(defaults.seed),
  products: text(defaults.products),
  categories: text(defaults.categories),
  'page-size': text(defaults.pageSize),
  orders: text(defaults.orders),
  members: text(defaults.members),
  latency: text(defaults.latency),
  layout: text(defaults.layout),
  state: text(defaults.state),
  'session-requests': text(defaults.session.requests),
  'session-seconds': text(defaults.session.seconds),
  expired: text(defaults.session.expired),
  'token-seconds': text(defaults.tokenSeconds),
  /** Requests a second, before 429. */
  rate: { type: 'string' },
  'retry-after': text(1),
  'crawl-delay': { type: 'string' },
  /** A status to answer with, or a whole text. */
  robots: { type: 'string' },
} as const

/** Reads the settings of a site from a command line such as `--products 2000 --latency 5`. */
export function readFlags(args: string[]): SiteSettings {
  const { values } = parseArgs({ args, options: flags })
  const { host, robots } = values
  return {
    port: number(values.port),
    host,
    seed: number(values.seed),
    products: number(values.products),
    categories: number(values.categories),
    pageSize: number(values['page-size']),
    orders: number(values.orders),
    members: number(values.members),
    latency: number(values.latency),
    layout: oneOf([1, 2], values.layout),
    state: oneOf([1, 2], values.state),
    session: {
      requests: number(values['session-requests']),
      seconds: number(values['session-seconds']),
      expired: oneOf(['redirect', 'status', 'page', 'words', 'forbidden'], values.expired),
    },
    tokenSeconds: number(values['token-seconds']),
    rateLimit: values.rate === undefined ? undefined : readRateLimit(values.rate, values['retry-after']),
    crawlDelay: values['crawl-delay'] === undefined ? undefined : number(values['crawl-delay']),
    robots: robots && /^\d{3}$/.test(robots) ? Number(robots) : robots,
  }
}

function readRateLimit(rate: string, retryAfter: string): RateLimit {
  return { perSecond: number(rate), retryAfter: retryAfter === 'date' ? 'date' : number(retryAfter) }
}

function number(value: string): number {
  if (value === '' || Number.isNaN(Number(value))) throw new TypeError(`${value}: expected a number`)
  return Number(value)
}

function oneOf<const T extends string | number>(choices: readonly T[], value: string): T {
  const choice = choices.find((choice) => String(choice) === value)
  if (choice === undefined) throw new TypeError(`${value}: expected one of ${choices.join(', ')}`)
  return choice
}
