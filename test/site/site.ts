import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'

import { accounts } from './account/accounts.ts'
import { Sessions } from './account/sessions.ts'
import { Tokens } from './api/tokens.ts'
import { Catalogue } from './catalogue/catalogue.ts'
import { makeMember } from './catalogue/members.ts'
import type { Member } from './catalogue/members.ts'
import { makeOrders } from './catalogue/orders.ts'
import type { Order } from './catalogue/orders.ts'
import type { Product } from './catalogue/product.ts'
import { withDefaults } from './options.ts'
import type { SiteOptions, SiteSettings } from './options.ts'
import type { Parts } from './parts.ts'
import { makeRoutes } from './routes.ts'
import { Counts } from './server/counts.ts'
import type { LogEntry } from './server/counts.ts'
import { makeListener } from './server/listener.ts'

/** Starts a fixture site; `await using` closes it. */
export async function startSite(settings: SiteSettings = {}): Promise<Site> {
  const options = withDefaults(settings)
  const parts: Parts = {
    options,
    catalogue: new Catalogue(options),
    sessions: new Sessions(options),
    tokens: new Tokens(options),
    counts: new Counts(options.logSize),
  }
  const server = createServer({ keepAliveTimeout: 60_000 }, makeListener(parts, makeRoutes(parts)))
  server.listen(options.port, options.host)
  await once(server, 'listening')
  return new Site(parts, server)
}

/** A running fixture site: its switches, the truth behind its pages, and what it was asked for. */
export class Site implements AsyncDisposable {
  /** Where it listens, without a slash at the end. */
  readonly url: string
  readonly #parts: Parts
  readonly #server: Server

  constructor(parts: Parts, server: Server) {
    this.url = addressOf(server)
    this.#parts = parts
    this.#server = server
  }

  /** The switches; a test may turn those that matter after the start. */
  get options(): SiteOptions {
    return this.#parts.options
  }

  /** The products that a scraper should find in the current state. */
  products(): Product[] {
    return this.#parts.catalogue.products()
  }

  /** The orders that a scraper signed in as `username` should find, newest first. */
  orders(username: string): Order[] {
    const { seed, orders } = this.options
    return accounts.has(username) ? makeOrders(seed, username, orders) : []
  }

  /** The records of the members' pages that are listed. */
  members(): Member[] {
    return Array.from({ length: this.options.members }, (_, index) =>
      makeMember(this.options.seed, index + 1),
    )
  }

  /** All requests, refused ones too. */
  get requests(): number {
    return this.#parts.counts.requests
  }

  /** Sign-ins by the form that succeeded. */
  get logins(): number {
    return this.#parts.counts.logins
  }

  /** Sign-ins by the form that were refused. */
  get refusals(): number {
    return this.#parts.counts.refusals
  }

  /** Access tokens that the API gave out. */
  get tokens(): number {
    return this.#parts.counts.tokens
  }

  /** The most requests that were being answered at once. */
  get peak(): number {
    return this.#parts.counts.peak
  }

  /** The latest requests, oldest first. */
  get log(): readonly LogEntry[] {
    return this.#parts.counts.log
  }

  /** How often a path was asked for: with a query exactly that one, without any query. */
  hits(path: string): number {
    return this.#parts.counts.hits(path)
  }

  /** Starts counting anew. */
  resetCounts(): void {
    this.#parts.counts.reset()
  }

  /** Signs everybody out and ends all access tokens. */
  endSessions(): void {
    this.#parts.sessions.endAll()
    this.#parts.tokens.endAll()
  }

  /** Closes all connections at once, whatever is on them. */
  async close(): Promise<void> {
    if (!this.#server.listening) return
    const closed = once(this.#server, 'close')
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }
}

function addressOf(server: Server): string {
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('The server does not listen on a port')
  return `http://${address.address}:${address.port}`
}
