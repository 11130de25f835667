import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** The wire to a server on this machine, which can be cut. */
export interface Wire extends AsyncDisposable {
  /** The server's origin, by way of the wire. */
  readonly url: string
  /** Breaks every connection, and refuses new ones until `mend`. */
  cut(): Promise<void>
  mend(): Promise<void>
}

export async function startWire(to: string): Promise<Wire> {
  const target = Number(new URL(to).port)
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
  }
  let server = await listen(0)
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    cut,
    async mend() {
      server = await listen(port)
    },
    [Symbol.asyncDispose]: cut,
  }

  async function cut(): Promise<void> {
    if (!server.listening) return
    const closed = once(server.close(), 'close')
    for (const socket of sockets) socket.resetAndDestroy()
    await closed
  }

  async function listen(port: number): Promise<Server> {
    const server = createServer((near) => {
      const far = connect(target, '127.0.0.1')
      keep(near)
      keep(far)
      near.once('close', () => far.destroy())
      far.once('close', () => near.destroy())
      near.pipe(far).pipe(near)
    })
    await once(server.listen(port, '127.0.0.1'), 'listening')
    return server
  }
}
