import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/** A certificate and its key, in PEM. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

interface Issuer {
  readonly name: string
  readonly key: KeyObject
}

/** A certificate authority of a test's own. */
export interface Authority extends Certificate {
  /** A certificate for these host names and IPv4 addresses. */
  readonly issue: (hosts: readonly string[], options?: CertificateOptions) => Certificate
}

interface CertificateOptions {
  /** Days from now; below zero it has expired. Default 30. */
  readonly days?: number
}

export function authority(name = 'Latchkey test authority'): Authority {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const issuer = { name, key: pair.privateKey }
  return {
    ...certificate(name, pair, issuer, [basicConstraints()], 30),
    issue: (hosts, { days = 30 } = {}) => {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      return certificate(hosts[0] ?? '', own, issuer, [subjectAltName(hosts)], days)
    },
  }
}

function certificate(
  subject: string,
  pair: { publicKey: KeyObject; privateKey: KeyObject },
  issuer: Issuer,
  extensions: Buffer[],
  days: number,
): Certificate {
  const algorithm = sequence(identifier('2a8648ce3d040302'))
  const day = 86_400_000
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    distinguishedName(issuer.name),
    sequence(time(Date.now() - 60 * day), time(Date.now() + days * day)),
    distinguishedName(subject),
    pair.publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions)),
  )
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', body, issuer.key)])
  return {
    cert: pem('CERTIFICATE', sequence(body, algorithm, tagged(0x03, signature))),
    key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

function basicConstraints(): Buffer {
  const isAuthority = sequence(tagged(0x01, Buffer.from([0xff])))
  return sequence(identifier('551d13'), tagged(0x01, Buffer.from([0xff])), tagged(0x04, isAuthority))
}

function subjectAltName(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    /^[\d.]+$/.test(host)
      ? tagged(0x87, Buffer.from(host.split('.').map(Number)))
      : tagged(0x82, Buffer.from(host)),
  )
  return sequence(identifier('551d11'), tagged(0x04, sequence(...names)))
}

function distinguishedName(commonName: string): Buffer {
  return sequence(tagged(0x31, sequence(identifier('550403'), tagged(0x0c, Buffer.from(commonName)))))
}

function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/\D/g, '')
  return tagged(0x17, Buffer.from(`${digits.slice(2, 14)}Z`))
}

function identifier(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'))
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, ...parts)
}

/** One value in DER (X.690). */
function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const value = Buffer.concat(parts)
  const size = value.length
  const length = size < 128 ? [size] : size < 256 ? [0x81, size] : [0x82, size >> 8, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), value])
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}
