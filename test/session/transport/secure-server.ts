import { createSecureServer } from 'node:http2'
import type { SecureServerOptions } from 'node:http2'
import { createServer } from 'node:https'
import type { TLSSocket } from 'node:tls'

import type { Certificate } from './certificate.ts'
import { listen, stop } from './raw-server.ts'

/** An https server that remembers what it saw. */
export interface SecureServer extends AsyncDisposable {
  readonly port: number
  readonly sockets: TLSSocket[]
  /** For each connection, whether it went on with an earlier TLS session. */
  readonly resumed: boolean[]
  readonly requests: { version: string; path: string; servername: unknown }[]
}

interface Options extends SecureServerOptions {
  /** Whether it knows HTTP/2. Default true. */
  readonly http2?: boolean
  readonly answer?: (path: string) => string | Promise<string>
}

export async function serveSecure(certificate: Certificate, options: Options = {}): Promise<SecureServer> {
  const sockets: TLSSocket[] = []
  const resumed: boolean[] = []
  const requests: SecureServer['requests'] = []
  const { http2 = true, answer, ...rest } = options
  const settings = { ...certificate, ...rest }
  const server = http2 ? createSecureServer({ allowHTTP1: true, ...settings }) : createServer(settings)
  server.on('request', (request, response) => {
    const servername = 'servername' in request.socket ? request.socket.servername : undefined
    const path = request.url ?? ''
    requests.push({ version: request.httpVersion, path, servername })
    void (async () => response.end((await answer?.(path)) ?? `secure ${path}`))()
  })
  server.on('secureConnection', (socket: TLSSocket) => {
    sockets.push(socket)
    resumed.push(socket.isSessionReused())
  })
  server.on('tlsClientError', () => {}).on('sessionError', () => {})
  const port = await listen(server)
  return {
    port,
    sockets,
    resumed,
    requests,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await stop(server)
    },
  }
}
