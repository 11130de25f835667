import { createHmac } from 'node:crypto'

import { DefinitionError } from '../../errors.ts'
import { checkOptions } from '../check/check-options.ts'
import type { Rules } from '../check/check-options.ts'
import { amount, rule, shown, text } from '../check/rule.ts'
import { reveal, Secret } from '../secret.ts'
import { base32 } from './base32.ts'

/** How one-time passwords are made; what is left out is taken from an `otpauth:` URI, or is the usual. */
export interface TotpOptions {
  /** 6 to 10. Default 6. */
  readonly digits?: number | undefined
  /** How long a password is good, in seconds. Default 30. */
  readonly period?: number | undefined
  /** Default `SHA-1`. */
  readonly algorithm?: 'SHA-1' | 'SHA-256' | 'SHA-512' | undefined
  /** A `Date`, or milliseconds since 1970. Default now. */
  readonly at?: Date | number | undefined
}

/**
 * The one-time password of the moment in which it is sent, to be filled in a form: `{ code: totp(secret('TOTP')) }`.
 *
 * @throws {DefinitionError} for what is no secret and no option; when it is sent, for what `totpCode` refuses.
 */
export function totp(secret: string | Secret, options: TotpOptions = {}): Secret {
  if (typeof secret !== 'string' && !(secret instanceof Secret))
    throw new DefinitionError(`the totp secret is ${shown(secret)}: give a text or secret('NAME')`)
  checkOptions('totp', options, totpRules)
  return new Secret(() => totpCode(secret, options), { passing: true })
}

/**
 * The one-time password of a moment (RFC 6238), for the second step of a login.
 *
 * @param secret What the site shows beside its QR code (base32), or what is in it (`otpauth://totp/…`).
 * @throws {DefinitionError} for a secret that is neither, and for options out of range; the secret is not shown.
 */
export function totpCode(secret: string | Secret, options: TotpOptions = {}): string {
  const { key, ...written } = keyOf(reveal(secret).trim())
  const digits = options.digits ?? written.digits ?? 6
  const period = options.period ?? written.period ?? 30
  const algorithm = options.algorithm ?? written.algorithm ?? 'SHA-1'
  const inRange = Number.isInteger(digits) && digits >= 6 && digits <= 10 && period > 0
  const hash = HASHES.get(algorithm.toUpperCase().replace('-', ''))
  if (!inRange || !hash) {
    throw new DefinitionError(
      'totp: digits are 6 to 10, the period is above 0, the algorithm SHA-1, SHA-256 or SHA-512',
    )
  }
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Number(options.at ?? Date.now()) / 1000 / period)))
  const code = createHmac(hash, key).update(counter).digest()
  // Dynamic truncation (RFC 4226 section 5.3).
  const offset = code.readUInt8(code.length - 1) & 0xf
  const number = code.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** digits).padStart(digits, '0')
}

const totpRules: Rules<TotpOptions> = {
  digits: amount(6, 'digits'),
  period: amount(1, 'seconds'),
  algorithm: text('SHA-256'),
  at: rule('a Date, or milliseconds since 1970', (value) => Number.isFinite(Number(value))),
}

const HASHES = new Map([
  ['SHA1', 'sha1'],
  ['SHA256', 'sha256'],
  ['SHA512', 'sha512'],
])

interface WrittenKey {
  readonly key: Uint8Array
  readonly digits?: number | undefined
  readonly period?: number | undefined
  readonly algorithm?: string | undefined
}

function keyOf(text: string): WrittenKey {
  const uri = /^otpauth:/i.test(text) ? URL.parse(text) : undefined
  const key = base32(uri ? (uri.searchParams.get('secret') ?? '') : text)
  if (uri === null || !key || (uri && uri.host.toLowerCase() !== 'totp')) {
    throw new DefinitionError(
      'the totp secret is neither base32 nor an otpauth://totp/ URI: copy it from the site again',
    )
  }
  const number = (name: string) => {
    const value = uri?.searchParams.get(name)
    return value ? Number(value) : undefined
  }
  return {
    key,
    digits: number('digits'),
    period: number('period'),
    algorithm: uri?.searchParams.get('algorithm') ?? undefined,
  }
}
