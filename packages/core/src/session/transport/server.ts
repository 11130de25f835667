import { DefinitionError, withoutCredentials } from '../../errors.ts'
import { isHttp } from '../../http/url.ts'
import { bareHost, portOf } from '../host.ts'
import type { Proxy } from './proxy/proxy.ts'

/** A server and the way to it. Connections are shared by URLs with the same of both, and by no others. */
export interface Server {
  /** The origin, and the proxy with its credentials. */
  readonly key: string
  readonly origin: string
  readonly secure: boolean
  /** Without the brackets of an IPv6 address. */
  readonly host: string
  readonly port: number
  readonly proxy: Proxy | undefined
  /** The proxy is sent each request with its whole URL, instead of making a tunnel (RFC 9112 section 3.2.2). */
  readonly forwarded: boolean
}

/**
 * @throws {DefinitionError} for a URL that is neither http nor https.
 */
export function serverOf(url: URL, proxy: Proxy | undefined): Server {
  if (!isHttp(url)) {
    throw new DefinitionError(`${withoutCredentials(url)} cannot be fetched: only http and https URLs can`)
  }
  const secure = url.protocol === 'https:'
  return {
    key: proxy ? `${url.origin} ${proxy.key}` : url.origin,
    origin: url.origin,
    secure,
    host: bareHost(url.hostname),
    port: portOf(url),
    proxy,
    forwarded: !secure && (proxy?.protocol === 'http' || proxy?.protocol === 'https'),
  }
}
