import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'

/** A response of two bytes, on a connection that may stay. */
export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'

/** A server that answers with whatever bytes a test wants. */
export interface RawServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** The head of each request, in order. */
  readonly requests: string[]
  /** Every connection so far. */
  readonly sockets: Socket[]
}

/**
 * A TCP server on 127.0.0.1 that hears each request without a body and answers it by hand.
 * `answer` is bytes that end the connection, or a function that writes by itself.
 */
export async function serveRaw(
  answer: string | ((socket: Socket, head: string, count: number) => unknown),
  host = '127.0.0.1',
): Promise<RawServer> {
  const requests: string[] = []
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    let heard = ''
    socket.on('error', () => {})
    socket.on('data', (bytes: Buffer) => {
      heard += bytes.toString('latin1')
      for (let end = heard.indexOf('\r\n\r\n'); end >= 0; end = heard.indexOf('\r\n\r\n')) {
        const head = heard.slice(0, end)
        heard = heard.slice(end + 4)
        requests.push(head)
        if (typeof answer === 'string') socket.end(answer, 'latin1')
        else answer(socket, head, requests.length)
      }
    })
  })
  const port = await listen(server, host)
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    requests,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await stop(server)
    },
  }
}

export async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
  server.listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

export async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  await closed
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = createServer()
  const port = await listen(server)
  await stop(server)
  return port
}
