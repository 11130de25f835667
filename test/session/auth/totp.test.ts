import { describe, expect, test } from 'vitest'

import { DefinitionError } from '../../../packages/core/src/errors.ts'
import { totpCode } from '../../../packages/core/src/session/auth/totp.ts'
import { Secret } from '../../../packages/core/src/session/secret.ts'

const SHA1 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const SHA256 = `${SHA1}GEZDGNBVGY3TQOJQGEZA====`
const SHA512 = `${SHA1.repeat(3)}GEZDGNA=`

describe('the vectors of RFC 6238 appendix B', () => {
  test.each([
    [59, '94287082', '46119246', '90693936'],
    [1111111109, '07081804', '68084774', '25091201'],
    [1111111111, '14050471', '67062674', '99943326'],
    [1234567890, '89005924', '91819424', '93441116'],
    [2000000000, '69279037', '90698825', '38618901'],
    [20000000000, '65353130', '77737706', '47863826'],
  ])('at %i seconds', (seconds, sha1, sha256, sha512) => {
    const at = seconds * 1000
    expect(totpCode(SHA1, { at, digits: 8 })).toBe(sha1)
    expect(totpCode(SHA256, { at, digits: 8, algorithm: 'SHA-256' })).toBe(sha256)
    expect(totpCode(SHA512, { at: new Date(at), digits: 8, algorithm: 'SHA-512' })).toBe(sha512)
  })
})

describe('totp', () => {
  test('takes the secret as sites show it: in groups, in small letters, without padding', () => {
    const spelt = 'gezd gnbv-gy3t qojq gezd gnbv gy3t qojq '
    expect(totpCode(spelt, { at: 59_000 })).toBe('287082')
    expect(totpCode(new Secret(() => SHA1), { at: 59_000 })).toBe('287082')
  })

  test('takes what is in the QR code, and options over it', () => {
    const uri = `otpauth://totp/Shop:ada?secret=${SHA256.replaceAll('=', '')}&issuer=Shop&algorithm=SHA256&digits=8&period=60`
    expect(totpCode(uri, { at: 118_000 })).toBe('46119246')
    expect(totpCode(uri, { at: 59_000, period: 30, digits: 6 })).toBe('119246')
  })

  test('is for now, and changes with the period', () => {
    expect(totpCode(SHA1)).toBe(totpCode(SHA1, { at: Date.now() }))
    expect(totpCode(SHA1, { at: 29_999 })).toBe(totpCode(SHA1, { at: 0 }))
    expect(totpCode(SHA1, { at: 30_000 })).not.toBe(totpCode(SHA1, { at: 0 }))
  })

  test.each([
    '',
    'hush!',
    '0189',
    'otpauth://totp/x',
    `otpauth://hotp/x?secret=${SHA1}&counter=1`,
    'otpauth://',
  ])('refuses %j without showing it', (secret) => {
    expect(() => totpCode(secret)).toThrow(DefinitionError)
    expect(() => totpCode(secret)).not.toThrow(/hush|GEZD/)
  })

  test.each([{ digits: 5 }, { digits: 11 }, { digits: 6.5 }, { period: 0 }])('refuses %j', (options) => {
    expect(() => totpCode(SHA1, options)).toThrow(/digits are 6 to 10/)
  })
})
