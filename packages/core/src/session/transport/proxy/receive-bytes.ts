import type { Socket } from 'node:net'

import { Failure } from '../failure.ts'

/** The next bytes that a proxy sends; `size` bytes exactly if it is given. */
export async function receiveBytes(socket: Socket, label: string, size?: number): Promise<Buffer> {
  let received = Buffer.alloc(0)
  for (;;) {
    // What is left in the socket would make it readable again at once, and so for ever.
    const piece: unknown = socket.read()
    if (piece instanceof Buffer) received = Buffer.concat([received, piece])
    if (received.length >= (size ?? 1)) break
    await readable(socket, label)
  }
  const wanted = received.subarray(0, size)
  if (wanted.length < received.length) socket.unshift(received.subarray(wanted.length))
  return wanted
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
