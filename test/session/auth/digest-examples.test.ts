import { describe, expect, test } from 'vitest'

import { Headers } from '../../../packages/core/src/http/headers.ts'
import { digestAnswer } from '../../../packages/core/src/session/auth/digest/digest-answer.ts'
import type { DigestInput } from '../../../packages/core/src/session/auth/digest/digest-answer.ts'
import { digestChallengeOf } from '../../../packages/core/src/session/auth/digest/digest-challenge.ts'
import type { DigestChallenge } from '../../../packages/core/src/session/auth/digest/digest-challenge.ts'
import { parametersOf } from './digest-server.ts'

function challenge(line: string): DigestChallenge {
  const found = digestChallengeOf(new Headers({ 'www-authenticate': line }))
  if (!found) throw new Error(`no challenge in ${line}`)
  return found
}

function answer(input: Partial<DigestInput> & Pick<DigestInput, 'challenge'>) {
  const { authorization } = digestAnswer({
    user: 'Mufasa',
    password: 'Circle of Life',
    protection: 'auth',
    method: 'GET',
    uri: '/dir/index.html',
    body: '',
    count: 1,
    clientNonce: '0a4f113b',
    ...input,
  })
  return { authorization, sent: parametersOf(authorization) }
}

function exampleFor(algorithm: string): string {
  return (
    `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, ` +
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
  )
}

describe('the example of RFC 7616 section 3.9.1', () => {
  test.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('is answered by the letter with %s', (algorithm, response) => {
    const clientNonce = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ'
    expect(answer({ challenge: challenge(exampleFor(algorithm)), clientNonce }).authorization).toBe(
      'Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", ' +
        `algorithm=${algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, ` +
        `cnonce="${clientNonce}", qop=auth, response="${response}", ` +
        'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
    )
  })
})

test('the example of RFC 7616 section 3.9.2 is answered as its erratum 4897 has it', () => {
  const { sent } = answer({
    challenge: challenge(
      'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, ' +
        'nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", ' +
        'opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true',
    ),
    user: 'J\u00E4s\u00F8n Doe',
    password: 'Secret, or not?',
    uri: '/doe.json',
    clientNonce: 'NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v',
  })
  expect(sent).toMatchObject({
    username: '793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b',
    response: '3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5',
    userhash: 'true',
  })
})

describe('older examples', () => {
  const nonce = 'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"'

  test('RFC 2617 section 3.5', () => {
    const { sent } = answer({
      challenge: challenge(`Digest realm="testrealm@host.com", qop="auth,auth-int", ${nonce}`),
      password: 'Circle Of Life',
    })
    expect(sent['response']).toBe('6629fae49393a05397450978507c4ef1')
    expect(sent).not.toHaveProperty('algorithm')
  })

  test('RFC 2069 section 2.4, with its erratum: neither qop, nc nor cnonce', () => {
    const { authorization } = answer({
      challenge: challenge(`Digest realm="testrealm@host.com", ${nonce}`),
      password: 'CircleOfLife',
      protection: undefined,
    })
    expect(authorization).toBe(
      'Digest username="Mufasa", realm="testrealm@host.com", uri="/dir/index.html", ' +
        'nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", response="1949323746fe6a43ef61f9606e7febea", ' +
        'opaque="5ccc069c403ebaf9f0171e9517f40e41"',
    )
  })
})

describe('an answer', () => {
  const plain = 'Digest realm="r", nonce="n", qop="auth"'

  test('quotes what is a string and nothing else (RFC 7616 section 3.4)', () => {
    const { authorization } = answer({ challenge: challenge(`${plain}, algorithm=SHA-256, opaque=""`) })
    expect(authorization).toMatch(
      /, algorithm=SHA-256, nonce="n", nc=00000001, cnonce="0a4f113b", qop=auth, /,
    )
    expect(authorization).toMatch(/, opaque=""$/)
  })

  test('sends quotes and backslashes escaped, and hashes them bare', () => {
    const { authorization } = answer({
      challenge: challenge(String.raw`Digest realm="the \"inner\" \\ realm", nonce="n", qop="auth"`),
      user: String.raw`a"b\c`,
    })
    expect(authorization).toContain(String.raw`username="a\"b\\c", realm="the \"inner\" \\ realm"`)
    expect(parametersOf(authorization)['realm']).toBe(String.raw`the "inner" \ realm`)
  })

  test('sends a name that is not ASCII as username*, and never both (RFC 7616 section 3.4)', () => {
    const { authorization } = answer({ challenge: challenge(plain), user: "J\u00E4s\u00F8n 'Doe' (*)" })
    expect(authorization).toMatch(/^Digest username\*=UTF-8''J%C3%A4s%C3%B8n%20%27Doe%27%20%28%2A%29, /)
    expect(authorization).not.toContain('username=')
  })

  test('echoes a realm of UTF-8 octets as they came', () => {
    const realm = Buffer.from('Z\u00FCrich').toString('latin1')
    const { authorization } = answer({ challenge: challenge(`Digest realm="${realm}", nonce="n"`) })
    expect(authorization).toContain(`realm="${realm}"`)
  })

  test('writes the count in eight hexadecimal digits', () => {
    expect(answer({ challenge: challenge(plain), count: 255 }).sent['nc']).toBe('000000ff')
  })

  test('brings the cnonce that a -sess key is made of, even without qop', () => {
    const { sent } = answer({
      challenge: challenge('Digest realm="r", nonce="n", algorithm=MD5-sess'),
      protection: undefined,
    })
    expect(sent['cnonce']).toBe('0a4f113b')
    expect(sent).not.toHaveProperty('nc')
  })
})
