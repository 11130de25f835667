import type { UserPassword } from '../user-password.ts'
import { digestAlgorithm, octets } from './digest-algorithm.ts'
import type { DigestChallenge, Protection } from './digest-challenge.ts'

/** One request that is to be signed. */
export interface DigestInput extends UserPassword {
  readonly challenge: DigestChallenge
  /** `undefined` as in RFC 2069. */
  readonly protection: Protection | undefined
  readonly method: string
  /** The request target as it is sent, with its query. */
  readonly uri: string
  /** The body's octets, one a character; only `auth-int` looks at them. */
  readonly body: string
  /** How many requests were sent with this nonce, this one included. */
  readonly count: number
  readonly clientNonce: string
}

/** The signature of one request. */
export interface DigestAnswer {
  /** The value of the Authorization header. */
  readonly authorization: string
  /** What the server must answer to prove that it knows the password too; `undefined` where that cannot be told. */
  readonly proof: string | undefined
}

/**
 * Answers a Digest challenge (RFC 7616 section 3.4; RFC 2069 for a challenge without `qop`).
 *
 * Non-ASCII user names go as `username*`, unless the server asked for them hashed (section 3.4.4).
 */
export function digestAnswer(input: DigestInput): DigestAnswer {
  const { challenge, protection, uri } = input
  const { hash, session } = digestAlgorithm(challenge.algorithm) ?? unknownAlgorithm(challenge)
  const count = input.count.toString(16).padStart(8, '0')
  const secret = hash(`${octets(input.user)}:${challenge.realm}:${octets(input.password)}`)
  const key = session ? hash(`${secret}:${challenge.nonce}:${input.clientNonce}`) : secret
  const middle = protection
    ? `${challenge.nonce}:${count}:${input.clientNonce}:${protection}`
    : challenge.nonce
  const seal = (message: string) => hash(`${key}:${middle}:${hash(message)}`)
  const target = `${input.method}:${uri}`
  const userhash = challenge.userhash && hash(`${octets(input.user)}:${challenge.realm}`)
  const parameters = [
    userhash ? quoted('username', userhash) : username(input.user),
    quoted('realm', challenge.realm),
    quoted('uri', uri),
    challenge.algorithm && `algorithm=${challenge.algorithm}`,
    quoted('nonce', challenge.nonce),
    protection && `nc=${count}`,
    (protection || session) && quoted('cnonce', input.clientNonce),
    protection && `qop=${protection}`,
    quoted('response', seal(protection === 'auth-int' ? `${target}:${hash(input.body)}` : target)),
    challenge.opaque !== undefined && quoted('opaque', challenge.opaque),
    userhash && 'userhash=true',
  ]
  return {
    authorization: `Digest ${parameters.filter((parameter) => parameter).join(', ')}`,
    proof: protection === 'auth' ? seal(`:${uri}`) : undefined,
  }
}

function username(user: string): string {
  if (/^[\x20-\x7e]*$/.test(user)) return quoted('username', user)
  const escaped = encodeURIComponent(user).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `username*=UTF-8''${escaped}`
}

function quoted(name: string, value: string): string {
  return `${name}="${value.replace(/["\\]/g, '\\$&')}"`
}

function unknownAlgorithm(challenge: DigestChallenge): never {
  throw new RangeError(`digest algorithm ${challenge.algorithm} is unknown`)
}
