import type { AddressOptions } from './connection/address-book.ts'
import type { TlsOptions } from './connection/tls.ts'
import type { ProxyOption } from './proxy/proxy.ts'

/** How a session reaches its servers. Nothing of it is shared between sessions. */
export interface TransportOptions extends AddressOptions {
  /** Connections to one origin at once; further requests wait. Default 6. */
  readonly connections?: number | undefined
  /** Origins whose idle connections are kept; the one used longest ago goes first. Default 64. */
  readonly origins?: number | undefined
  /** How long an idle connection is kept, in milliseconds, unless the server says otherwise. Default 15,000. */
  readonly keepAlive?: number | undefined
  /** Requests after which a connection is closed. Default 0, no limit. */
  readonly maxRequestsPerSocket?: number | undefined
  /** Of a response's headers together, in bytes. Default 65,536. */
  readonly maxHeaderSize?: number | undefined
  /** Default `null`, none; the environment counts only with `'env'`. */
  readonly proxy?: ProxyOption | undefined
  readonly tls?: TlsOptions | undefined
  /** For https proxies themselves. Default: the authorities of `tls`, and always verified. */
  readonly proxyTls?: TlsOptions | undefined
  /** `auto` takes what the server prefers, `prefer` asks for HTTP/2 first. Default `auto`. */
  readonly http2?: 'auto' | 'prefer' | false | undefined
  /** Whether responses that break the rules of HTTP/1.1 are read all the same, as browsers do. Default true. */
  readonly lenient?: boolean | undefined
}
