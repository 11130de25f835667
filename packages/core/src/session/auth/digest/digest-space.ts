import { hash, randomBytes } from 'node:crypto'

import { digestAlgorithm } from './digest-algorithm.ts'
import type { DigestChallenge } from './digest-challenge.ts'

/** A part of a server that asks one user for the same credentials, and the nonce that it gave out last. */
export interface DigestSpace {
  readonly challenge: DigestChallenge
  /** Hashed with the realm, so that the state file names nobody. */
  readonly user: string
  /** URLs: everything at and below them is in the space. */
  readonly roots: readonly string[]
  /** The client's share of the key; the same for as long as the nonce, as the `-sess` algorithms want it. */
  readonly clientNonce: string
  /** Requests signed with the nonce so far. */
  count: number
}

/** The space that a challenge opens: the URIs of its `domain`, or the whole server (RFC 7616 section 3.3). */
export function digestSpace(challenge: DigestChallenge, url: URL, user: string): DigestSpace {
  const roots = challenge.domain.flatMap((uri) => addressOf(URL.parse(uri, url.origin)))
  return {
    challenge,
    user: userId(user, challenge.realm),
    roots: roots.length > 0 ? roots : [`${url.origin}/`],
    clientNonce: clientNonce(),
    count: 0,
  }
}

/** The same space with the nonce that the server wants to see next. */
export function withNonce(space: DigestSpace, nonce: string): DigestSpace {
  return { ...space, challenge: { ...space.challenge, nonce }, clientNonce: clientNonce(), count: 0 }
}

/** Whether a URL is in the space, and the space is the user's. */
export function admits(space: DigestSpace, url: URL, user: string): boolean {
  const [address = ''] = addressOf(url)
  const isBelow = (root: string) =>
    address === root || address.startsWith(root.endsWith('/') ? root : `${root}/`)
  return space.roots.some(isBelow) && space.user === userId(user, space.challenge.realm)
}

/** Whether a value read from a file is a space. */
export function isDigestSpace(value: unknown): value is DigestSpace {
  const { challenge, user, roots, clientNonce, count } = (value ?? {}) as Partial<DigestSpace>
  const { realm, nonce, opaque = '', algorithm = 'MD5' } = (challenge ?? {}) as Partial<DigestChallenge>
  const texts = [user, clientNonce, realm, nonce, opaque, algorithm]
  const lists = [roots, challenge?.protections]
  return (
    texts.every((text) => typeof text === 'string') &&
    lists.every((list) => Array.isArray(list) && list.every((text) => typeof text === 'string')) &&
    Number.isSafeInteger(count) &&
    digestAlgorithm(algorithm) !== undefined
  )
}

function addressOf(url: URL | null): string[] {
  return url ? [url.origin + url.pathname] : []
}

function userId(user: string, realm: string): string {
  return hash('sha256', `${user}:${realm}`)
}

function clientNonce(): string {
  return randomBytes(16).toString('hex')
}
