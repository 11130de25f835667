import { once } from 'node:events'
import { connect } from 'node:net'
import type { LookupFunction, Socket } from 'node:net'
import { isIP } from 'node:net'

import type { ConnectionAttempt } from './connection-attempt.ts'
import { takesSpareFile } from './spare-files.ts'

/**
 * Opens a TCP connection to the first of several addresses that answers (RFC 8305).
 *
 * @throws an error with the code `EMFILE` when it would take one of the last files of this process.
 */
export async function openTcp(
  addresses: readonly string[],
  port: number,
  attempt: ConnectionAttempt,
): Promise<Socket> {
  const socket = attempt.holds(
    connect({
      // A name only makes Node ask `lookup`; it is never resolved.
      host: 'known',
      port,
      lookup: answer(addresses),
      autoSelectFamily: addresses.length > 1,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: 60_000,
    }),
  )
  if (takesSpareFile(socket)) throw Object.assign(new Error('nearly no file is left'), { code: 'EMFILE' })
  await attempt.step(once(socket, 'connect'))
  return socket
}

function answer(addresses: readonly string[]): LookupFunction {
  const entries = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_host, options, callback) => {
    if (options.all) callback(null, entries)
    else callback(null, entries[0]?.address ?? '', entries[0]?.family)
  }
}
