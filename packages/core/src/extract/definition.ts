import type { StandardSchemaV1 } from '@standard-schema/spec'

import type { HtmlParser } from '../http/html.ts'
import type { SessionOptions } from '../session/options.ts'
import type { Account } from './accounts.ts'
import type { DriftLimits, Share } from './drift-limits.ts'
import type { Limits } from './limits.ts'
import type { Login } from './login.ts'
import type { Page } from './page.ts'
import type { Start } from './start.ts'

/** A schema of any library that speaks Standard Schema: zod, valibot, arktype ... */
export type Schema = StandardSchemaV1

/** Schemas under the names of routes. */
export type Schemas<R extends string> = { readonly [K in R]?: Schema }

/** Path patterns under the names of routes, such as `/orders/:id`; an array for a route that has several. */
export type Paths<R extends string> = { readonly [K in R]?: string | readonly string[] }

type SchemaIn<S, K> = K extends keyof S ? Extract<S[K], Schema> : never

/** What a route may give to its schema. */
export type Input<S, K> = StandardSchemaV1.InferInput<SchemaIn<S, K>>

/** What the schema makes of it: the record. */
export type Output<S, K> = StandardSchemaV1.InferOutput<SchemaIn<S, K>>

/** What a route returns: nothing, a record, or several; without a schema nothing. */
export type Outcome<S, K extends string> = [SchemaIn<S, K>] extends [never]
  ? void | `records.${K} has no schema: add one to return records`
  : void | undefined | Input<S, K> | readonly Input<S, K>[]

/** What is done with one kind of page. It may be async; it does no fetching of its own. */
export type Route<R extends string, P, S, D, K extends R> = (
  page: Page<R, P, D, K>,
) => Outcome<S, K> | Promise<Outcome<S, K>>

/** The field, or the fields together, that say which thing a record is across runs. */
export type Key<S, K> = keyof Output<S, K> | readonly (keyof Output<S, K>)[]

/** Marks what stands under a name that is no route. */
type OnlyRoutes<T, R extends string> = {
  readonly [K in Exclude<keyof T, R> & string]: `no route is named ${K}`
}

/**
 * How fast a site may be asked, by all requests together: pages, tries, redirects, logins, robots.txt. Turns are jittered by
 * a quarter of their interval. Several crawlers of one site share its turns, and the gentlest of their rates holds: in one
 * process, and in all processes of a user on one machine.
 */
export interface Rate {
  /** Requests a second. Default 2. */
  readonly perSecond?: number
  /** Requests at once. Default 2. */
  readonly concurrency?: number
  /** Requests that may go out one upon the other after a rest. Default 1: they are never closer than the rate. */
  readonly burst?: number
  /** What counts as one site: a registrable domain with all its hosts, or each origin by itself. Default `'domain'`. */
  readonly per?: 'domain' | 'origin'
}

/**
 * What a crawler says of its session; the rest follows from its own fields, and the store keeps it. Each account gets a
 * copy of a jar.
 */
export type CrawlerSession = Omit<SessionOptions, 'site' | 'parser' | 'turns' | 'retry' | 'stateFile'>

/** The fields of a crawler that do not depend on its routes. */
export interface CrawlerSettings {
  /** Names the crawler in stores, reports and on the command line: letters, digits, `-` and `_`. */
  readonly name: string
  readonly start: Start | readonly Start[]
  /** Origins or domains that are crawled with credentials. Default: the origins of `start`. */
  readonly site?: string | readonly string[]
  /** Further origins or domains that may be crawled, without credentials. */
  readonly allow?: string | readonly string[]
  /** When it runs: a cron expression of five or six fields. */
  readonly schedule?: string
  /** The IANA time zone of `schedule`. Default: the machine's. */
  readonly timeZone?: string
  /** Default `{ perSecond: 2, concurrency: 2 }`; `'fast'` has no rate and 16 at once. Loopback is `'fast'` by itself. */
  readonly rate?: Rate | 'fast'
  /**
   * Minutes for which a site may give nothing but failures. It is asked ever more seldom meanwhile, and no page spends a try;
   * then its pages are left for the next call. Default 10; a tenth of it for a site that has never answered.
   */
  readonly patience?: number
  /** Whether robots.txt is obeyed. Default true. */
  readonly robots?: boolean
  readonly login?: Login
  /** Who signs in, where there are several: each has a session of its own, and its pages stay with it. */
  readonly accounts?: readonly Account[]
  /** Options of the session: headers, auth, proxy, timeouts ... */
  readonly session?: CrawlerSession
  /** How `$` reads pages: `html5` as browsers do (default), or `fast`, which mends less and takes less time. */
  readonly parser?: HtmlParser
  /** How often a page is fetched before it counts as failed. Default 3. */
  readonly tries?: number
  /**
   * Statuses with which a page is tried again, besides those that are so anyway (408, 425, 429, and of 5xx those that pass):
   * as 403 at a site that refuses by chance.
   */
  readonly retryStatuses?: readonly number[]
  /** Milliseconds a route may take for a page. Default 30,000. */
  readonly routeTimeout?: number
  /** Failed pages that still count as a good run: a number, or a share such as `'1%'`. Default 0. */
  readonly allowFailed?: number | Share
  /**
   * What a run that came to its end may lack against the runs before, in records and in their fields; one that lacks more is
   * held back. `false` holds back nothing. Default `{ records: '20%', fields: '10%' }`.
   */
  readonly drift?: DriftLimits | false
  /**
   * Whether a run with an archive asks for each page only whether it has changed since the run before, and takes what has not
   * from there. Not with a `login`: that a page has not changed does not show who is signed in. Default false.
   */
  readonly revalidate?: boolean
  /** How many good runs the store keeps: when one has ended well, those before them are removed with their records. Default: all. */
  readonly keepRuns?: number
  /** Pages that differ only in the order of their query are one page. Default false. */
  readonly sortQuery?: boolean
  /**
   * Whether links are set aside that a site makes up without end: addresses that grow or repeat themselves, pages that
   * bring nothing new. Session ids in addresses are dropped. Default true.
   */
  readonly traps?: boolean
  /** How large a run may become. Default: no limits. */
  readonly limits?: Limits
}

/** A site's definition as it is written down; see `defineCrawler`. */
export interface Definition<R extends string, P, S, D, A extends Account> extends CrawlerSettings {
  readonly login?: Login<A>
  readonly accounts?: readonly A[]
  /** Which URLs are which route; gives `page.params`. */
  readonly paths?: P & OnlyRoutes<P, R>
  /** What the records of a route are. */
  readonly records?: S & OnlyRoutes<S, R>
  /** Which field says which thing a record is. */
  readonly keys?: { readonly [K in keyof S & NoInfer<R>]?: Key<S, K> }
  /** What `follow` must give to a route. Kept as JSON. */
  readonly data?: D & OnlyRoutes<D, R>
  /** Which route's pages are fetched first: whole numbers, higher is sooner. Default 0. */
  readonly priorities?: { readonly [K in NoInfer<R>]?: number }
  /**
   * Requests that may be sent twice although their method is POST or PATCH, such as a search: all of them, or those
   * to these routes. Any other is held when a crash leaves it unknown whether it was sent. Default false.
   */
  readonly idempotent?: boolean | readonly NoInfer<R>[]
  readonly routes: { readonly [K in R]: Route<R, P, S, D, K> }
}

/** A checked or unchecked definition whose routes can be called by nobody but the engine. */
export interface Crawler<R extends string = string, S = Schemas<R>, D = Schemas<R>> extends CrawlerSettings {
  readonly paths?: Paths<R>
  readonly records?: S
  readonly keys?: { readonly [K in R]?: PropertyKey | readonly PropertyKey[] }
  readonly data?: D
  readonly priorities?: { readonly [K in R]?: number }
  readonly idempotent?: boolean | readonly string[]
  readonly routes: { readonly [K in R]: (page: never) => unknown }
}

/**
 * Makes a crawler: gives its routes their types and returns it as it is. Importing a crawler runs nothing;
 * `crawl`, `extract` and the command line check it when they are given it.
 */
export function defineCrawler<
  R extends string,
  const P extends Paths<R> = {},
  S extends Schemas<R> = {},
  D extends Schemas<R> = {},
  A extends Account = Account,
>(definition: Definition<R, P, S, D, A>): Crawler<R, S, D> {
  return definition
}
