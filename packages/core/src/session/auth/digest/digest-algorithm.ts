import { hash } from 'node:crypto'

/** One of the hash functions that Digest may use. */
export interface DigestAlgorithm {
  /** Hexadecimal, of a text in which each character is one octet. */
  readonly hash: (octets: string) => string
  /** Whether one key is made for each nonce, instead of one for all. */
  readonly session: boolean
  /** The higher, the safer. */
  readonly strength: number
}

// In order of strength. RFC 7616 registers all but SHA-512, which some servers use nonetheless.
const FUNCTIONS = [
  ['MD5', 'md5'],
  ['SHA-256', 'sha256'],
  ['SHA-512', 'sha512'],
  ['SHA-512-256', 'sha512-256'],
] as const

const ALGORITHMS = new Map<string, DigestAlgorithm>(
  FUNCTIONS.flatMap(([name, openssl], strength) =>
    ['', '-sess'].map((suffix): [string, DigestAlgorithm] => [
      `${name}${suffix}`.toUpperCase(),
      {
        hash: (octets) => hash(openssl, Buffer.from(octets, 'latin1')),
        session: suffix !== '',
        strength,
      },
    ]),
  ),
)

/** The algorithm of a name, in any case (RFC 7616 section 3.3); MD5 without one; `undefined` for an unknown one. */
export function digestAlgorithm(name = 'MD5'): DigestAlgorithm | undefined {
  return ALGORITHMS.get(name.toUpperCase())
}

/** A text as the octets of its UTF-8, one a character: header values are Latin-1, names and passwords are not. */
export function octets(text: string): string {
  return Buffer.from(text).toString('latin1')
}
