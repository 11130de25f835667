import { hash } from 'node:crypto'

import { DefinitionError } from '../../../errors.ts'
import { reveal, Secret } from '../../secret.ts'
import { environmentProxy } from './environment-proxy.ts'

/** A proxy whose credentials are given beside its URL. */
export interface ProxyServer {
  readonly url: string | URL
  readonly username?: string | Secret | undefined
  readonly password?: string | Secret | undefined
}

/** One proxy: `http://`, `https://`, `socks5://` (names are looked up here) or `socks5h://` (by the proxy). */
export type ProxyInit = string | URL | Secret | ProxyServer

/** Which proxy a URL goes through: always one, one by URL, what the environment says, or none. */
// oxlint-disable-next-line typescript/no-redundant-type-constituents -- 'env' is there for the reader.
export type ProxyOption = ProxyInit | 'env' | ((url: URL) => ProxyInit | null | undefined) | null

/** A proxy, ready to be connected to. */
export interface Proxy {
  readonly protocol: 'http' | 'https' | 'socks5' | 'socks5h'
  /** Without the brackets of an IPv6 address. */
  readonly host: string
  readonly port: number
  readonly credentials: { readonly username: string; readonly password: string } | undefined
  /** Equal for the same proxy with the same credentials, and gives neither away. */
  readonly key: string
  /** As it may be shown: without credentials. */
  readonly label: string
}

const PORTS = { http: 80, https: 443, socks5: 1080, socks5h: 1080 } as const

/**
 * Who knows the proxy of each URL.
 *
 * @throws {DefinitionError} when it is asked and the proxy is not a URL of a known kind.
 */
export function proxyChooser(option: ProxyOption | undefined): (url: URL) => Proxy | undefined {
  if (option === undefined || option === null) return () => undefined
  if (option === 'env') return proxyChooser(environmentProxy())
  if (typeof option === 'function') {
    return (url) => {
      const chosen = option(url)
      return chosen === null || chosen === undefined || chosen === '' ? undefined : parseProxy(chosen)
    }
  }
  let proxy: Proxy | undefined
  return () => (proxy ??= parseProxy(option))
}

/** A proxy from what people write; without a scheme it is `http://`. */
function parseProxy(init: ProxyInit): Proxy {
  const server: ProxyServer =
    typeof init === 'string' || init instanceof URL || init instanceof Secret ? { url: textOf(init) } : init
  const text = String(server.url).trim()
  const url = URL.parse(text.includes('://') ? text : `http://${text}`)
  const protocol = url?.protocol.slice(0, -1).replace(/^socks$/, 'socks5')
  if (!url?.hostname || !isProxyProtocol(protocol)) {
    // The text may hold a password: it is never shown.
    throw new DefinitionError(
      'the proxy is not a URL that can be used: write http://, https://, socks5:// or socks5h:// with host and port',
    )
  }
  const username = reveal(server.username ?? decoded(url.username))
  const password = reveal(server.password ?? decoded(url.password))
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const port = url.port ? Number(url.port) : PORTS[protocol]
  const label = `${protocol}://${url.hostname}:${port}`
  return {
    protocol,
    host,
    port,
    credentials: username || password ? { username, password } : undefined,
    key: hash('sha256', JSON.stringify([label, username, password])),
    label,
  }
}

/** The value of a `Proxy-Authorization` header, if the proxy wants one (RFC 7617, in UTF-8). */
export function proxyAuthorization(proxy: Proxy): string | undefined {
  if (!proxy.credentials) return undefined
  const { username, password } = proxy.credentials
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

function isProxyProtocol(text: string | undefined): text is Proxy['protocol'] {
  return text !== undefined && Object.hasOwn(PORTS, text)
}

function textOf(init: string | URL | Secret): string {
  return init instanceof URL ? init.href : reveal(init)
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
