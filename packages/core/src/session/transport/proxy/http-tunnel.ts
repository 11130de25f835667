import { isIPv6 } from 'node:net'
import type { Socket } from 'node:net'

import { Failure } from '../failure.ts'
import { proxyAuthorization } from './proxy.ts'
import type { Proxy } from './proxy.ts'
import { receiveBytes } from './receive-bytes.ts'

const HEAD_LIMIT = 64 * 1024

/** Asks an HTTP proxy for a tunnel (RFC 9110 section 9.3.6). */
export async function httpTunnel(socket: Socket, proxy: Proxy, host: string, port: number): Promise<void> {
  const authority = `${isIPv6(host) ? `[${host}]` : host}:${port}`
  const authorization = proxyAuthorization(proxy)
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`]
  if (authorization) lines.push(`Proxy-Authorization: ${authorization}`)
  socket.write(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  let status = 0
  do {
    const head = await receiveHead(socket, proxy.label)
    status = Number(/^HTTP\/1\.[01] +(\d{3})(?!\d)/.exec(head)?.[1] ?? 0)
  } while (status >= 100 && status < 200)
  if (status === 407) throw unauthorized(proxy)
  if (status < 200 || status > 299) {
    const answer = status ? `answered ${status}` : 'gave no HTTP answer'
    throw new Failure('PROXY', `the proxy ${proxy.label} ${answer} when asked for ${authority}`)
  }
}

/** The proxy wants credentials, or others. */
export function unauthorized(proxy: Proxy): Failure {
  const remedy = proxy.credentials
    ? 'refuses these credentials'
    : 'wants credentials: give them with the proxy'
  return new Failure('PROXY_AUTH', `the proxy ${proxy.label} ${remedy}`)
}

async function receiveHead(socket: Socket, label: string): Promise<string> {
  let head = ''
  while (head.length < HEAD_LIMIT) {
    head += (await receiveBytes(socket, label)).toString('latin1')
    const end = /\r?\n\r?\n/.exec(head)
    if (!end) continue
    const rest = head.slice(end.index + end[0].length)
    if (rest) socket.unshift(Buffer.from(rest, 'latin1'))
    return head.slice(0, end.index)
  }
  throw new Failure('PROXY', `the proxy ${label} answered with endless headers`)
}
