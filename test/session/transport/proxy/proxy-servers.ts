import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'

import type { Certificate } from '../certificate.ts'
import { listen, stop } from '../raw-server.ts'

/** A proxy under test conditions. */
export interface TestProxy extends AsyncDisposable {
  readonly port: number
  /** HTTP: the head of each request. SOCKS: each target. */
  readonly seen: string[]
  readonly sockets: Set<Socket>
}

export interface ProxyRules {
  /** `user:password` that it wants. */
  readonly credentials?: string
  readonly certificate?: Certificate
  /** Where names that it is asked for lead: `host:port` to a port of 127.0.0.1. */
  readonly hosts?: Readonly<Record<string, number>>
  /** What it does instead of making a tunnel. */
  readonly refuse?: (socket: Socket) => void
  /** How a SOCKS proxy says that it is connected. */
  readonly reply?: (socket: Socket) => Promise<void>
}

/** An HTTP proxy: tunnels by CONNECT, and forwards whole URLs. */
export async function httpProxy(rules: ProxyRules = {}): Promise<TestProxy> {
  return proxy(rules, (socket, seen) => {
    let heard = Buffer.alloc(0)
    const onData = (bytes: Buffer): void => {
      heard = Buffer.concat([heard, bytes])
      const end = heard.indexOf('\r\n\r\n')
      if (end < 0) return
      const head = heard.subarray(0, end).toString('latin1')
      const rest = heard.subarray(end + 4)
      heard = Buffer.alloc(0)
      seen.push(head)
      if (rules.refuse) rules.refuse(socket)
      else if (!isAuthorized(head, rules)) deny(socket)
      else {
        socket.off('data', onData)
        pass(socket, head, rest, rules)
      }
    }
    socket.on('data', onData)
  })
}

/** A SOCKS5 proxy (RFC 1928, RFC 1929). */
export async function socksProxy(rules: ProxyRules = {}): Promise<TestProxy> {
  return proxy(rules, (socket, seen) => void negotiate(socket, seen, rules).catch(() => socket.destroy()))
}

async function proxy(
  rules: ProxyRules,
  onSocket: (socket: Socket, seen: string[]) => void,
): Promise<TestProxy> {
  const seen: string[] = []
  const sockets = new Set<Socket>()
  const accept = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    onSocket(socket, seen)
  }
  const server: Server = rules.certificate
    ? createTlsServer(rules.certificate, accept).on('tlsClientError', () => {})
    : createServer(accept)
  const port = await listen(server)
  return {
    port,
    seen,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await stop(server)
    },
  }
}

function isAuthorized(head: string, { credentials }: ProxyRules): boolean {
  if (!credentials) return true
  return head.includes(`Proxy-Authorization: Basic ${Buffer.from(credentials).toString('base64')}`)
}

function deny(socket: Socket): void {
  socket.write(
    'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n',
  )
}

function pass(socket: Socket, head: string, rest: Buffer, rules: ProxyRules): void {
  const [line = '', ...headers] = head.split('\r\n')
  const [method = '', target = ''] = line.split(' ')
  if (method === 'CONNECT') {
    const upstream = reach(target, rules)
    upstream.once('connect', () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'))
    join(socket, upstream, rest)
    return
  }
  const url = new URL(target)
  const upstream = reach(`${url.hostname}:${url.port || 80}`, rules)
  const kept = headers.filter((header) => !header.toLowerCase().startsWith('proxy-'))
  upstream.write([`${method} ${url.pathname}${url.search} HTTP/1.1`, ...kept, '', ''].join('\r\n'))
  join(socket, upstream, rest)
}

function reach(target: string, { hosts }: ProxyRules): Socket {
  const port = hosts?.[target] ?? Number(target.slice(target.lastIndexOf(':') + 1))
  return connect({ host: '127.0.0.1', port })
}

function join(socket: Socket, upstream: Socket, rest: Buffer): void {
  if (rest.length > 0) upstream.write(rest)
  upstream.on('error', () => socket.destroy()).on('close', () => socket.destroy())
  socket.on('close', () => upstream.destroy())
  socket.pipe(upstream).pipe(socket)
}

async function negotiate(socket: Socket, seen: string[], rules: ProxyRules): Promise<void> {
  const read = reader(socket)
  const [, count = 0] = await read(2)
  const methods = await read(count)
  const wanted = rules.credentials ? 2 : 0
  socket.write(Buffer.from([5, methods.includes(wanted) ? wanted : 0xff]))
  if (!methods.includes(wanted)) return
  if (rules.credentials) {
    const user = (await read((await read(2))[1] ?? 0)).toString()
    const password = (await read((await read(1))[0] ?? 0)).toString()
    const isRight = `${user}:${password}` === rules.credentials
    socket.write(Buffer.from([1, isRight ? 0 : 1]))
    if (!isRight) return
  }
  const [, , , kind] = await read(4)
  const host =
    kind === 3
      ? (await read((await read(1))[0] ?? 0)).toString()
      : [...(await read(kind === 1 ? 4 : 16))].join(kind === 1 ? '.' : ':')
  const target = `${host}:${(await read(2)).readUInt16BE()}`
  seen.push(target)
  if (rules.refuse) return rules.refuse(socket)
  const upstream = reach(target, rules)
  if (rules.reply) await rules.reply(socket)
  else upstream.once('connect', () => socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0])))
  join(socket, upstream, Buffer.alloc(0))
}

function reader(socket: Socket): (size: number) => Promise<Buffer> {
  return async (size) => {
    for (;;) {
      if (size === 0) return Buffer.alloc(0)
      const bytes: unknown = socket.read(size)
      if (bytes instanceof Buffer) return bytes
      if (socket.destroyed) throw new Error('closed')
      await new Promise((resolve) => {
        socket.once('readable', resolve).once('close', resolve)
      })
    }
  }
}
