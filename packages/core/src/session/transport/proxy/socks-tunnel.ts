import type { Socket } from 'node:net'

import { addressBytes } from '../connection/ip-address.ts'
import { Failure } from '../failure.ts'
import { unauthorized } from './http-tunnel.ts'
import type { Proxy } from './proxy.ts'
import { receiveBytes } from './receive-bytes.ts'

const VERSION = 5
const NO_AUTHENTICATION = 0
const PASSWORD = 2
const CONNECT = 1
const ADDRESS_LENGTHS: Readonly<Record<number, number>> = { 1: 4, 4: 16 }

const REPLIES: Readonly<Record<number, readonly [code: string, problem: string]>> = {
  2: ['PROXY', 'does not allow this connection'],
  3: ['ENETUNREACH', 'cannot reach the network'],
  4: ['EHOSTUNREACH', 'cannot reach the host'],
  5: ['ECONNREFUSED', 'was refused the connection'],
  6: ['PROXY', 'found no way in time'],
  7: ['PROXY', 'does not make connections'],
  8: ['PROXY', 'does not take this kind of address'],
}

/** Asks a SOCKS5 proxy to connect to a host name or an address (RFC 1928). */
export async function socksTunnel(socket: Socket, proxy: Proxy, host: string, port: number): Promise<void> {
  const methods = proxy.credentials ? [NO_AUTHENTICATION, PASSWORD] : [NO_AUTHENTICATION]
  socket.write(Uint8Array.from([VERSION, methods.length, ...methods]))
  const [version, method] = await receiveBytes(socket, proxy.label, 2)
  if (version !== VERSION) throw new Failure('PROXY', `the proxy ${proxy.label} does not speak SOCKS5`)
  if (method === PASSWORD && proxy.credentials) await authenticate(socket, proxy, proxy.credentials)
  else if (method !== NO_AUTHENTICATION) throw unauthorized(proxy)
  socket.write(Uint8Array.from([VERSION, CONNECT, 0, ...destination(host), port >> 8, port & 0xff]))
  await reply(socket, proxy, `${host}:${port}`)
}

/** User name and password (RFC 1929). */
async function authenticate(
  socket: Socket,
  proxy: Proxy,
  { username, password }: { username: string; password: string },
): Promise<void> {
  socket.write(Uint8Array.from([1, ...counted(username), ...counted(password)]))
  const [, status] = await receiveBytes(socket, proxy.label, 2)
  if (status !== 0) throw unauthorized(proxy)
}

async function reply(socket: Socket, proxy: Proxy, target: string): Promise<void> {
  const [, status = 1, , kind = 0] = await receiveBytes(socket, proxy.label, 4)
  if (status !== 0) {
    const [code, problem] = REPLIES[status] ?? ['PROXY', 'could not connect']
    throw new Failure(code, `the proxy ${proxy.label} ${problem}: ${target}`)
  }
  const length = ADDRESS_LENGTHS[kind] ?? (await receiveBytes(socket, proxy.label, 1))[0] ?? 0
  await receiveBytes(socket, proxy.label, length + 2)
}

function destination(host: string): number[] {
  const address = addressBytes(host)
  if (address) return [address.length === 4 ? 1 : 4, ...address]
  return [3, ...counted(host)]
}

function counted(text: string): number[] {
  const bytes = Buffer.from(text)
  if (bytes.length > 255) throw new Failure('PROXY', 'SOCKS5 takes no name or password above 255 bytes')
  return [bytes.length, ...bytes]
}
