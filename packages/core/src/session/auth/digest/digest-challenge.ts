import type { Headers } from '../../../http/headers.ts'
import { challengesOf } from './challenges.ts'
import { digestAlgorithm } from './digest-algorithm.ts'

/** What protects the request: its line alone, or its line and body. */
export type Protection = 'auth' | 'auth-int'

/** A challenge that Digest can answer (RFC 7616 section 3.3). Texts are as received, one octet a character. */
export interface DigestChallenge {
  readonly realm: string
  readonly nonce: string
  readonly opaque: string | undefined
  /** As spelt by the server; `undefined` means MD5. */
  readonly algorithm: string | undefined
  /** Empty for the servers of RFC 2069, which know no `qop`. */
  readonly protections: readonly Protection[]
  /** The user name is to be sent hashed. */
  readonly userhash: boolean
  /** The password was right, only the nonce was too old. */
  readonly stale: boolean
  /** Where else the same credentials are asked for: URIs, absolute or from the root. */
  readonly domain: readonly string[]
}

/** The strongest Digest challenge of a response that can be answered; of equals the first (RFC 7616 section 3.7). */
export function digestChallengeOf(headers: Headers): DigestChallenge | undefined {
  let best: { challenge: DigestChallenge; strength: number } | undefined
  for (const { scheme, parameters } of challengesOf(headers)) {
    const challenge = scheme === 'digest' ? digestChallenge(parameters) : undefined
    const strength = digestAlgorithm(challenge?.algorithm)?.strength
    if (challenge && strength !== undefined && strength > (best?.strength ?? -1))
      best = { challenge, strength }
  }
  return best?.challenge
}

function digestChallenge(parameters: ReadonlyMap<string, string>): DigestChallenge | undefined {
  const realm = parameters.get('realm')
  const nonce = parameters.get('nonce')
  const offered = words(parameters.get('qop')).map((word) => word.toLowerCase())
  const protections = offered.filter((word): word is Protection => word === 'auth' || word === 'auth-int')
  if (realm === undefined || nonce === undefined) return undefined
  if (offered.length > 0 && protections.length === 0) return undefined
  return {
    realm,
    nonce,
    opaque: parameters.get('opaque'),
    algorithm: parameters.get('algorithm'),
    protections,
    userhash: isTrue(parameters.get('userhash')),
    stale: isTrue(parameters.get('stale')),
    domain: words(parameters.get('domain')),
  }
}

function words(list = ''): string[] {
  return list.split(/[\s,]+/).filter((word) => word !== '')
}

function isTrue(flag: string | undefined): boolean {
  return flag?.toLowerCase() === 'true'
}
