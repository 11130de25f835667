import { setTimeout as sleep } from 'node:timers/promises'

import { NetworkError, RedirectError, TimeoutError } from '../../errors.ts'
import type { Response } from '../../http/response.ts'
import { codeOf } from '../../thrown.ts'
import type { Store } from '../store.ts'
import { parseRobots, type RobotsRules } from './parse-robots.ts'

/** The name under which robots.txt may speak of this crawler. */
const TOKEN = 'latchkey'
/** What RFC 9309 section 2.5 asks a parser to read at least, in bytes. */
const LARGEST = 500 * 1024
/** How long what was read holds, in milliseconds (section 2.4). */
const DAY = 86_400_000
/** How long the store is not asked whether it still holds, in milliseconds. */
const LOOK_AGAIN = 600_000
/** The first wait for a site that is out of order, and the longest, in milliseconds. */
const FIRST_WAIT = 1_000
const LONGEST_WAIT = 60_000

const NOTHING = new Uint8Array()

/** Where robots.txt comes from, and is kept. */
export interface RobotsSources {
  /** Follows at most five redirects, wherever they lead (section 2.3.1.2). */
  readonly fetch: (address: URL) => Promise<Response>
  readonly store: Pick<Store, 'remember' | 'recall'>
  /** Ends the waiting for a site that is out of order. */
  readonly signal: (address: URL) => AbortSignal
}

/** An origin's rules, and until when they are not looked at again, by `performance.now()`. */
interface Reading {
  readonly rules: Promise<RobotsRules>
  until: number
}

/** Reads each origin's robots.txt once a day and answers from it. */
export class Robots {
  readonly #sources: RobotsSources
  readonly #readings = new Map<string, Reading>()
  readonly #known = new Map<string, RobotsRules>()

  constructor(sources: RobotsSources) {
    this.#sources = sources
  }

  /**
   * The rules for a URL's origin. A file that is missing, or that redirects lead nowhere near, allows all (2.3.1.2, 2.3.1.3).
   * A site that is out of order is waited for, since nothing of it may be fetched before it says so (2.3.1.4).
   *
   * @throws {RequestError} where waiting will not help: the host is not known, or what it sends cannot be read.
   */
  async rules(url: URL): Promise<RobotsRules> {
    const { origin } = url
    const last = this.#readings.get(origin)
    if (last && performance.now() < last.until) return last.rules
    const reading = { rules: this.#read(new URL('/robots.txt', url)), until: Infinity }
    this.#readings.set(origin, reading)
    try {
      const rules = await reading.rules
      this.#known.set(origin, rules)
      reading.until = performance.now() + LOOK_AGAIN
      return rules
    } catch (error) {
      this.#readings.delete(origin)
      throw error
    }
  }

  /** The rules for a URL's origin, if they are known by now. */
  known(url: URL): RobotsRules | undefined {
    return this.#known.get(url.origin)
  }

  async #read(address: URL): Promise<RobotsRules> {
    const kept = await keptRules(this.#sources.store, address)
    if (kept) return kept
    const old = this.#known.get(address.origin)
    if (!old) return this.#keep(address, await this.#waitFor(address))
    // What was read before holds for as long as it cannot be read again (2.4).
    const file = await this.#fetch(address).catch(() => undefined)
    return file ? this.#keep(address, file) : old
  }

  async #keep(address: URL, file: Uint8Array): Promise<RobotsRules> {
    await this.#sources.store.remember(nameOf(address), file, new Date(Date.now() + DAY))
    return parse(file, address)
  }

  async #waitFor(address: URL): Promise<Uint8Array> {
    const signal = this.#sources.signal(address)
    for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      const file = await this.#fetch(address)
      if (file) return file
      await sleep(wait * (0.5 + Math.random() / 2), undefined, { signal }).catch(() =>
        signal.throwIfAborted(),
      )
    }
  }

  /** The file, cut off where nobody has to read on; empty where there is none, `undefined` from a site that is out of order. */
  async #fetch(address: URL): Promise<Uint8Array | undefined> {
    const response = await this.#sources.fetch(address).catch(undefinedIfOutOfOrder)
    if (response === 'missing') return NOTHING
    if (!response || response.status >= 500 || response.status === 429) return undefined
    return response.ok ? response.body.slice(0, LARGEST) : NOTHING
  }
}

/** What a store has kept of a robots.txt, if it was read within a day. */
export async function keptRules(store: Pick<Store, 'recall'>, url: URL): Promise<RobotsRules | undefined> {
  const address = new URL('/robots.txt', url)
  const file = await store.recall(nameOf(address))
  return file && parse(file, address)
}

function nameOf(address: URL): string {
  return `robots.txt ${address.origin}`
}

function parse(file: Uint8Array, address: URL): RobotsRules {
  return parseRobots(new TextDecoder().decode(file), TOKEN, address)
}

function undefinedIfOutOfOrder(error: unknown): 'missing' | undefined {
  if (error instanceof RedirectError) return 'missing'
  const isOutOfOrder = error instanceof NetworkError || error instanceof TimeoutError
  if (!isOutOfOrder || isUnknownHost(error)) throw error
  return undefined
}

/** A name that the DNS does not have is wrong rather than out of order. */
function isUnknownHost({ code, cause }: NetworkError | TimeoutError): boolean {
  return code === 'DNS' && codeOf(cause) === 'ENOTFOUND'
}
