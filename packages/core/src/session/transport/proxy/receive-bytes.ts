import type { Socket } from 'node:net'

import { Failure } from '../failure.ts'

/** The next bytes that a proxy sends; `size` bytes exactly if it is given. */
export async function receiveBytes(socket: Socket, label: string, size?: number): Promise<Buffer> {
  for (;;) {
    const bytes: unknown = socket.read(size)
    if (bytes instanceof Buffer && (size === undefined || bytes.length === size)) return bytes
    await readable(socket, label)
  }
}

async function readable(socket: Socket, label: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const gone = (): void =>
    reject(new Failure('PROXY', `the proxy ${label} closed the connection instead of passing it on`))
  if (socket.destroyed || socket.readableEnded) gone()
  socket.once('readable', resolve).once('end', gone).once('close', gone).once('error', reject)
  try {
    await promise
  } finally {
    socket.off('readable', resolve).off('end', gone).off('close', gone).off('error', reject)
  }
}
