import robotsParser, { type Robot } from 'robots-parser'

import { RedirectError } from '../errors.ts'
import type { Response } from '../http/response.ts'

/** What a site's robots.txt says (RFC 9309). */
export interface RobotsRules {
  allows(url: URL): boolean
  /** Seconds between two requests, at most 30; `undefined` where it does not say. */
  readonly crawlDelay: number | undefined
}

// Its types describe an ES module, but it is CommonJS: what is imported is the function itself.
const parse = robotsParser as unknown as typeof robotsParser.default

/** The name under which robots.txt may speak of this crawler. */
const TOKEN = 'latchkey'
const LONGEST_DELAY = 30
/** What RFC 9309 section 2.5 asks a parser to read at least. */
const LARGEST = 500 * 1024

/** Reads each origin's robots.txt once and answers from it. */
export class Robots {
  readonly #fetch: (url: URL) => Promise<Response>
  readonly #origins = new Map<string, Promise<RobotsRules>>()

  constructor(fetch: (url: URL) => Promise<Response>) {
    this.#fetch = fetch
  }

  /**
   * The rules for a URL's origin. A file that is missing, or that redirects lead nowhere near, allows all (2.3.1.2, 2.3.1.3).
   *
   * @throws {RequestError} where the site does not say because it is out of order: ask again later (2.3.1.4).
   */
  async rules(url: URL): Promise<RobotsRules> {
    const known = this.#origins.get(url.origin)
    if (known) return known
    const rules = this.#read(new URL('/robots.txt', url))
    this.#origins.set(url.origin, rules)
    try {
      return await rules
    } catch (error) {
      this.#origins.delete(url.origin)
      throw error
    }
  }

  async #read(address: URL): Promise<RobotsRules> {
    const response = await this.#fetch(address).catch(missing)
    if (!response) return { allows: () => true, crawlDelay: undefined }
    if (response.status >= 500 || response.status === 429) response.throwIfNotOk()
    if (!response.ok) return { allows: () => true, crawlDelay: undefined }
    return toRules(parse(address.href, response.text.slice(0, LARGEST)))
  }
}

function missing(error: unknown): undefined {
  if (!(error instanceof RedirectError)) throw error
}

function toRules(robot: Robot): RobotsRules {
  const delay = robot.getCrawlDelay(TOKEN)
  return {
    allows: (url) => robot.isAllowed(url.href, TOKEN) !== false,
    crawlDelay: delay === undefined ? undefined : Math.min(delay, LONGEST_DELAY),
  }
}
