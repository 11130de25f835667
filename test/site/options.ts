/** How long a sign-in lasts, and what a protected page answers without one. */
export interface SessionOptions {
  /** How many protected pages one sign-in is good for. */
  requests: number
  /** How long one sign-in is good for, in seconds since it was made. */
  seconds: number
  /** 302 to the login page, a bare 401, the login page itself with status 200, a page of few words, a bare 403 or another status. */
  expired: 'redirect' | 'status' | 'page' | 'words' | 'forbidden' | number
  /** Every so many-th member is for nobody: whoever asks is answered as if signed out. */
  forbids: number
  /**
   * What the cookie says of its end: nothing; the end of the sign-in, as its Max-Age or in a token (a JWT); or it is set
   * anew with every page, which makes the sign-in last longer.
   */
  cookie: 'plain' | 'lasting' | 'token' | 'sliding'
}

/** The requests a second that the site answers before it says 429. */
export interface RateLimit {
  perSecond: number
  /** What Retry-After says: seconds (1 if left out), or a date one second ahead. */
  retryAfter?: number | 'date'
}

/** Every switch of the site; those after `port` may be turned while it runs. */
export interface SiteOptions {
  /** Two sites with the same seed are the same site. */
  seed: number
  /** How many products the shop has in state 1. */
  products: number
  /** How many categories, 1 to 12. */
  categories: number
  /** Products or members on one listing page. */
  pageSize: number
  /** Orders in the history of each user. */
  orders: number
  /** How many of the endless `/members/<n>` pages are listed. */
  members: number
  host: string
  /** 0 takes any free port. */
  port: number
  /** Milliseconds before each answer. */
  latency: number
  session: SessionOptions
  /** How long an access token of the JSON API lasts, in seconds. */
  tokenSeconds: number
  rateLimit: RateLimit | undefined
  /** 2 is a redesign of the shop: the same data under other elements and class names. */
  layout: 1 | 2
  /** 2 is the shop some time later: changed prices and stock, removed and new products. */
  state: 1 | 2
  /** What replaces robots.txt: a text, or a status to answer with. */
  robots: string | number | undefined
  /** Adds a Crawl-delay line, in seconds, to robots.txt. */
  crawlDelay: number | undefined
  /** One product page in twenty has a fault, of every kind: some for good, some only the first time. */
  faults: boolean
  /** How many of the latest requests `site.log` remembers. */
  logSize: number
}

/** What `startSite` takes: any of the options, and any of those of a session. */
export type SiteSettings = Partial<Omit<SiteOptions, 'session'>> & { session?: Partial<SessionOptions> }

/** The switches as they are when nobody turns them. */
export function withDefaults(settings: SiteSettings): SiteOptions {
  return {
    seed: 1,
    products: 200,
    categories: 8,
    pageSize: 20,
    orders: 60,
    members: 600,
    host: '127.0.0.1',
    port: 0,
    latency: 0,
    tokenSeconds: 3600,
    rateLimit: undefined,
    layout: 1,
    state: 1,
    robots: undefined,
    crawlDelay: undefined,
    faults: false,
    logSize: 10_000,
    ...settings,
    session: {
      requests: Infinity,
      seconds: Infinity,
      expired: 'redirect',
      cookie: 'plain',
      forbids: Infinity,
      ...settings.session,
    },
  }
}
