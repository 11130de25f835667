import { once } from 'node:events'
import { isIP } from 'node:net'
import type { Socket } from 'node:net'
import { connect, createSecureContext } from 'node:tls'
import type { SecureContext, SecureVersion, TLSSocket } from 'node:tls'

import { DefinitionError } from '../../../errors.ts'
import { forgetOldest } from '../../forget-oldest.ts'
import { reveal } from '../../secret.ts'
import type { Secret } from '../../secret.ts'
import { Failure } from '../failure.ts'
import type { ConnectionAttempt } from './connection-attempt.ts'

/** How a session checks servers and shows who it is. The environment changes none of it. */
export interface TlsOptions {
  /** Certificate authorities in PEM, trusted instead of the well-known ones. Default those that Node brings. */
  readonly ca?: string | Uint8Array | readonly (string | Uint8Array)[] | undefined
  /** A client certificate in PEM, with its chain, and its key. */
  readonly cert?: string | Uint8Array | undefined
  readonly key?: string | Uint8Array | Secret | undefined
  readonly passphrase?: string | Secret | undefined
  /** Default true; false takes any certificate, so anybody on the way can read along. */
  readonly verify?: boolean | undefined
  /** Default `TLSv1.2`. */
  readonly minVersion?: SecureVersion | undefined
  /** In OpenSSL's notation. Default Node's. */
  readonly ciphers?: string | undefined
  /** The name to ask for and to find in the certificate, instead of the URL's host. */
  readonly servername?: string | undefined
}

/** Protocols in order of preference, as ALPN names (RFC 7301). */
export type Protocols = readonly ('h2' | 'http/1.1')[]

const TICKETS = 100
// What breaks a handshake without being about certificates or ciphers.
const CONNECTION_CODES = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT'])

/** Makes connections secure, each session with settings and resumption tickets of its own. */
export class Tls {
  readonly #options: TlsOptions
  readonly #tickets = new Map<string, Buffer>()
  #context: SecureContext | undefined

  constructor(options: TlsOptions = {}) {
    this.#options = options
  }

  /**
   * Shakes hands with `host` over a connection that stands.
   *
   * @param ticketKey names those connections whose tickets may be used here.
   */
  async secure(
    socket: Socket,
    host: string,
    protocols: Protocols,
    ticketKey: string,
    attempt: ConnectionAttempt,
  ): Promise<TLSSocket> {
    const name = this.#options.servername ?? host.replace(/\.$/, '')
    const ticket = this.#tickets.get(ticketKey)
    const secured = connect({
      socket,
      host: name,
      secureContext: (this.#context ??= contextOf(this.#options)),
      rejectUnauthorized: this.#options.verify ?? true,
      ALPNProtocols: [...protocols],
      ...(isIP(name) ? {} : { servername: name }),
      ...(ticket ? { session: ticket } : {}),
    })
    attempt.holds(secured).on('session', (fresh: Buffer) => this.#keep(ticketKey, fresh))
    try {
      await attempt.step(once(secured, 'secureConnect'))
    } catch (error) {
      this.#tickets.delete(ticketKey)
      throw explainHandshake(error, name)
    }
    return secured
  }

  #keep(key: string, ticket: Buffer): void {
    this.#tickets.delete(key)
    this.#tickets.set(key, ticket)
    forgetOldest(this.#tickets, TICKETS)
  }
}

function contextOf(options: TlsOptions): SecureContext {
  const { ca, cert, key, passphrase, minVersion, ciphers } = options
  const authorities = ca === undefined ? undefined : [ca].flat().map(authority)
  try {
    return createSecureContext({
      ca: authorities,
      cert: cert === undefined ? undefined : bytes(cert),
      key: key === undefined ? undefined : bytes(key),
      passphrase: passphrase === undefined ? undefined : reveal(passphrase),
      minVersion: minVersion ?? 'TLSv1.2',
      ciphers,
    })
  } catch (cause) {
    throw new DefinitionError(
      'tls cannot be used: see that cert and key are PEM and belong together, and the passphrase and ciphers',
      { cause },
    )
  }
}

/** What is no certificate would be passed over in silence, a path to one too. */
function authority(value: string | Uint8Array): string {
  const text = Buffer.from(value).toString()
  if (/-----BEGIN [^]*-----END /.test(text)) return text
  throw new DefinitionError(
    "tls.ca is no certificate in PEM: give the text of the file, as in readFileSync('ca.pem')",
  )
}

function bytes(value: string | Uint8Array | Secret): string | Buffer {
  return value instanceof Uint8Array ? Buffer.from(value) : reveal(value)
}

function explainHandshake(error: unknown, name: string): unknown {
  if (!(error instanceof Error) || error instanceof Failure || !('code' in error)) return error
  if (CONNECTION_CODES.has(String(error.code))) return error
  const isPlain = /wrong version number|packet length too long|http request/.test(error.message)
  const problem = isPlain
    ? `no secure connection to ${name}, which does not speak TLS there: is it http://, or another port?`
    : `no secure connection to ${name} (${error.message.trim()}): if that is expected, name the authority in tls.ca`
  return new Failure('TLS', problem, { cause: error })
}
