import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'

import { DefinitionError } from '../../../errors.ts'
import { forgetOldest } from '../../forget-oldest.ts'
import { isLocalhost } from '../../host.ts'
import { Failure } from '../failure.ts'
import { isPrivateAddress } from './private-address.ts'

/** How a session finds the addresses of a host. */
export interface AddressOptions {
  /** Asked for the IP addresses of a host, best first. Default the system's resolver. */
  readonly lookup?: ((host: string) => LookupAnswer | Promise<LookupAnswer>) | undefined
  /** Fixed addresses by `host` or `host:port`, as curl's `--resolve`. Default none. */
  readonly resolve?: Readonly<Record<string, string | readonly string[]>> | undefined
  /** How long an answer is kept, in milliseconds. Default 60,000; 0 asks for every connection. */
  readonly dnsTtl?: number | undefined
  /**
   * `refuse` connects to public addresses only, whatever a URL, a redirect or a changing name says. Default `allow`.
   *
   * It is judged at every connection. A proxy that resolves names itself (http, https, socks5h) sees what this
   * process cannot, so there only literal addresses and `localhost` are refused.
   */
  readonly privateNetwork?: 'allow' | 'refuse' | undefined
}

/** What a lookup gives: one address, several, or what Node's own `dns.promises.lookup` gives. */
export type LookupAnswer =
  | string
  | { readonly address: string }
  | readonly (string | { readonly address: string })[]

/** Looked-up addresses by host, and until when they are good, as an ISO date. */
export type AddressHints = Readonly<
  Record<string, { readonly addresses: readonly string[]; readonly until: string }>
>

interface Known {
  readonly addresses: Promise<readonly string[]>
  /** The same, once they are there. */
  found: readonly string[]
  /** In milliseconds since 1970. */
  readonly until: number
}

const CAPACITY = 1000
const LOOPBACK = ['127.0.0.1', '::1']

/** The addresses that a session knows: fixed ones, and looked-up ones for a while. */
export class AddressBook {
  readonly #options: AddressOptions
  readonly #fixed = new Map<string, readonly string[]>()
  readonly #known = new Map<string, Known>()

  /** @throws {DefinitionError} for an address in `resolve` that is none. */
  constructor(options: AddressOptions) {
    this.#options = options
    for (const [key, value] of Object.entries(options.resolve ?? {})) {
      const addresses = [value].flat()
      if (!areAddresses(addresses)) {
        throw new DefinitionError(`resolve has no IP address for ${key}: write { '${key}': '192.0.2.1' }`)
      }
      this.#fixed.set(key.toLowerCase(), addresses)
    }
  }

  /** The addresses to connect to, best first. */
  async find(host: string, port: number): Promise<readonly string[]> {
    return this.#permitted(host, await this.findTrusted(host, port))
  }

  /** The same for a host that the session itself has named, its proxy, which may be in a private network. */
  async findTrusted(host: string, port: number): Promise<readonly string[]> {
    return isIP(host) ? [host] : this.#addresses(host, port)
  }

  /** For a host whose addresses only a proxy knows: refuses what can be seen to be private from its name. */
  checkName(host: string): void {
    if (isIP(host)) this.#permitted(host, [host])
    else if (isLocalhost(host)) this.#permitted(host, LOOPBACK)
  }

  /** What was looked up and is still good. */
  hints(): AddressHints {
    const fresh = [...this.#known].filter(([, { found, until }]) => found.length > 0 && until > Date.now())
    return Object.fromEntries(
      fresh.map(([host, { found, until }]) => [
        host,
        { addresses: found, until: new Date(until).toISOString() },
      ]),
    )
  }

  /** Takes on what was looked up earlier; what is damaged is left out. */
  recall(hints: AddressHints): void {
    for (const [host, hint] of Object.entries(hints)) {
      const { addresses, until } = (hint ?? {}) as Partial<AddressHints[string]>
      const time = Math.min(Date.parse(String(until)), Date.now() + this.#ttl)
      if (!Array.isArray(addresses) || !areAddresses(addresses) || !(time > Date.now())) continue
      this.#known.set(host, { addresses: Promise.resolve(addresses), found: addresses, until: time })
    }
  }

  get #ttl(): number {
    return this.#options.dnsTtl ?? 60_000
  }

  #permitted(host: string, addresses: readonly string[]): readonly string[] {
    if (this.#options.privateNetwork !== 'refuse') return addresses
    const open = addresses.filter((address) => !isPrivateAddress(address))
    if (open.length > 0) return open
    throw new Failure(
      'PRIVATE_NETWORK',
      `${host} is in a private network and the session refuses those: if it is meant, set privateNetwork to 'allow'`,
    )
  }

  #addresses(host: string, port: number): readonly string[] | Promise<readonly string[]> {
    const fixed = this.#fixed.get(`${host}:${port}`) ?? this.#fixed.get(host)
    if (fixed) return fixed
    if (isLocalhost(host)) return LOOPBACK
    const known = this.#known.get(host)
    if (known && known.until > Date.now()) return known.addresses
    return this.#ask(host)
  }

  #ask(host: string): Promise<readonly string[]> {
    const addresses = this.#lookup(host)
    const entry: Known = { addresses, found: [], until: Date.now() + this.#ttl }
    this.#known.delete(host)
    this.#known.set(host, entry)
    addresses.then(
      (found) => (entry.found = found),
      () => {
        if (this.#known.get(host) === entry) this.#known.delete(host)
      },
    )
    forgetOldest(this.#known, CAPACITY)
    return addresses
  }

  async #lookup(host: string): Promise<readonly string[]> {
    try {
      const answer = await (this.#options.lookup ?? everyAddress)(host)
      const entries = typeof answer === 'string' || 'address' in answer ? [answer] : answer
      const addresses = entries.map((entry) => (typeof entry === 'string' ? entry : entry.address))
      if (!areAddresses(addresses)) {
        throw new Error(`the lookup of ${host} gave no IP address`)
      }
      return addresses
    } catch (cause) {
      throw new Failure('DNS', `the host ${host} has no known address: check its spelling and the network`, {
        cause,
      })
    }
  }
}

function areAddresses(list: readonly unknown[]): boolean {
  return list.length > 0 && list.every((address) => typeof address === 'string' && isIP(address))
}

function everyAddress(host: string): Promise<{ address: string }[]> {
  return systemLookup(host, { all: true, order: 'verbatim' })
}
