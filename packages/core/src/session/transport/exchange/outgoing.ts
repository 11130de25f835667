import { DefinitionError } from '../../../errors.ts'
import { TOKEN } from '../../../http/fields/token.ts'
import type { Request } from '../../../http/request.ts'
import { requestTarget } from '../../../http/url.ts'
import { proxyAuthorization } from '../proxy/proxy.ts'
import type { Server } from '../server.ts'

/** A request as it is written on a connection to its server. */
export interface Outgoing {
  readonly method: string
  readonly path: string
  readonly host: string
  /** Without `Host` and `Connection`: names and values in turn. */
  readonly headers: string[]
  /** The request asked for the connection to be closed after it. */
  readonly closes: boolean
}

/**
 * Headers that nobody sends by himself: each would frame the message anew, or bind the connection to something else (RFC 9112
 * sections 6 and 7, RFC 9110 section 7.6.1).
 */
export const connectionHeaders: ReadonlySet<string> = new Set([
  'transfer-encoding',
  'upgrade',
  'keep-alive',
  'expect',
  'http2-settings',
])

/**
 * @throws {DefinitionError} for a method or header that is not the caller's to send.
 */
export function outgoing(request: Request, server: Server): Outgoing {
  const { method, url } = request
  if (!TOKEN.test(method) || method === 'CONNECT') {
    throw new DefinitionError(
      `the method ${JSON.stringify(method)} cannot be sent: use one such as GET or POST`,
    )
  }
  const path = requestTarget(url)
  const headers: string[] = []
  let closes = false
  for (const [name, value] of request.headers.revealed()) {
    const key = name.toLowerCase()
    if (key === 'connection') closes ||= /(^|,)\s*close\s*(,|$)/i.test(value)
    else if (key === 'host') checkHost(value, url)
    else if (key === 'content-length') checkLength(value, request)
    else if (connectionHeaders.has(key)) throw forbidden(name, 'it belongs to the connection, leave it out')
    else if (key === 'proxy-authorization' && server.proxy) {
      throw forbidden(name, 'the site would see it, give the credentials with the proxy')
    } else headers.push(name, value)
  }
  const authorization = server.forwarded && server.proxy ? proxyAuthorization(server.proxy) : undefined
  if (authorization) headers.push('Proxy-Authorization', authorization)
  if (request.body?.length !== undefined) headers.push('Content-Length', String(request.body.length))
  return { method, path: server.forwarded ? server.origin + path : path, host: url.host, headers, closes }
}

/** A host other than the URL's would get cookies, credentials and pages mixed up (CVE-2026-6276). */
function checkHost(value: string, url: URL): void {
  if (value.toLowerCase() === url.host) return
  throw forbidden('host', 'it comes from the URL, use `resolve` to reach a name at another address')
}

function checkLength(value: string, request: Request): void {
  if (value === String(request.body?.length ?? (request.body ? undefined : 0))) return
  throw forbidden('content-length', 'it comes from the body, leave it out')
}

function forbidden(name: string, remedy: string): DefinitionError {
  return new DefinitionError(`the header ${name} cannot be sent like that: ${remedy}`)
}
