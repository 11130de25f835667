import { hash } from 'node:crypto'

import { DefinitionError } from '../../../errors.ts'
import { userinfoOf } from '../../auth/userinfo.ts'
import { isObject } from '../../check/is-object.ts'
import { shown } from '../../check/rule.ts'
import { bareHost } from '../../host.ts'
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

const FORMS = 'http://, https://, socks5:// or socks5h:// with host and port'
const PORTS = { http: 80, https: 443, socks5: 1080, socks5h: 1080 } as const

/**
 * Who knows the proxy of each URL.
 *
 * @throws {DefinitionError} for a proxy that is not a URL of a known kind; when it is asked, if that is a secret or
 *   comes from a function or the environment.
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
  if (!isSecret(option)) {
    const proxy = parseProxy(option)
    return () => proxy
  }
  let proxy: Proxy | undefined
  return () => (proxy ??= parseProxy(option))
}

/** What is secret is looked up when it is needed. */
function isSecret(init: ProxyInit): boolean {
  if (init instanceof Secret) return true
  return isServer(init) && (init.username instanceof Secret || init.password instanceof Secret)
}

function isServer(init: unknown): init is ProxyServer {
  return isObject(init) && 'url' in init
}

/** A proxy from what people write; without a scheme it is `http://`. */
function parseProxy(init: ProxyInit): Proxy {
  const server = serverOf(init)
  const text = String(server.url).trim()
  const url = URL.parse(text.includes('://') ? text : `http://${text}`)
  const protocol = url?.protocol.slice(0, -1).replace(/^socks$/, 'socks5')
  if (!url?.hostname || !isProxyProtocol(protocol)) {
    // The text may hold a password: it is never shown.
    throw new DefinitionError(`proxy is not a URL that can be used: give ${FORMS}`)
  }
  const inUrl = userinfoOf(url)
  const username = textOf(server.username ?? inUrl?.username ?? '', 'username')
  const password = textOf(server.password ?? inUrl?.password ?? '', 'password')
  const host = bareHost(url.hostname)
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

function serverOf(init: ProxyInit): ProxyServer {
  if (init instanceof Secret) return { url: reveal(init) }
  if (typeof init === 'string') return { url: init }
  if (init instanceof URL) return { url: init.href }
  if (isServer(init)) return init
  throw new DefinitionError(`proxy is ${shown(init)}: give ${FORMS}, 'env', a function, or null for none`)
}

function textOf(value: string | Secret, part: string): string {
  const text: unknown = reveal(value)
  if (typeof text === 'string') return text
  throw new DefinitionError(`proxy.${part} is ${shown(text)}: give a text or secret('NAME')`)
}
