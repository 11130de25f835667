import { inspect } from 'node:util'

import { describe, expect, test } from 'vitest'

import { DefinitionError } from '../../../packages/core/src/errors.ts'
import type { Credentials } from '../../../packages/core/src/session/auth/auth.ts'
import { basic } from '../../../packages/core/src/session/auth/basic.ts'
import { Secret } from '../../../packages/core/src/session/secret.ts'
import { authenticate } from '../../../packages/core/src/session/steps/authenticate.ts'
import { serve } from '../../support/serve.ts'
import { context, exchange, get, signedBy } from './exchange.ts'

async function headerOf(credentials: Credentials): Promise<string | null> {
  return (await signedBy(credentials)).headers.get('authorization')
}

describe('the examples of RFC 7617', () => {
  test('Aladdin opens section 2', async () => {
    expect(await headerOf(basic('Aladdin', 'open sesame'))).toBe('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==')
  })

  test('a pound sign goes in UTF-8, as in section 2.1', async () => {
    expect(await headerOf(basic('test', '123\u00A3'))).toBe('Basic dGVzdDoxMjPCow==')
  })
})

describe('basic', () => {
  test('goes with the first request, and a 401 is the answer', async () => {
    await using server = await serve((_, response) => response.writeHead(401).end('no'))
    const response = await authenticate(get(server.url), basic('ada', 'lovelace'), exchange, context())
    expect(response.status).toBe(401)
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Basic YWRhOmxvdmVsYWNl'])
  })

  test('leaves the request that it signs as it was', async () => {
    const request = get('https://shop.example/', { accept: '*/*' })
    const signed = await signedBy(basic('ada', 'x'), request)
    expect(request.headers.has('authorization')).toBe(false)
    expect([...signed.headers]).toEqual([
      ['accept', '*/*'],
      ['Authorization', 'Basic YWRhOng='],
    ])
  })

  test('takes an empty password, an empty user name, and colons in the password', async () => {
    expect(await headerOf(basic('ada', ''))).toBe(`Basic ${btoa('ada:')}`)
    expect(await headerOf(basic('', 'key'))).toBe(`Basic ${btoa(':key')}`)
    expect(await headerOf(basic('ada', 'a:b:c'))).toBe(`Basic ${btoa('ada:a:b:c')}`)
  })

  test('brings a long password on one line', async () => {
    expect(await headerOf(basic('ada', 'x'.repeat(500)))).not.toMatch(/\s.*\s/)
  })

  test('normalises to form C, as the charset parameter of RFC 7617 wants it', async () => {
    expect(await headerOf(basic('a\u0308', 'p'))).toBe(await headerOf(basic('\u00E4', 'p')))
  })

  test('refuses a colon in the user name', () => {
    expect(() => basic('ada:lovelace', 'x')).toThrow(DefinitionError)
    expect(() => basic('ada:lovelace', 'x')).toThrow(/colon/)
  })

  test.each(['\n', '\r', '\0', '\t', '\x7F', '\x85'])('refuses the control character %j', (character) => {
    expect(() => basic(`ada${character}`, 'x')).toThrow(/user name has a control character/)
    expect(() => basic('ada', `hush${character}`)).toThrow(/password has a control character/)
  })

  test('refuses half a surrogate pair', () => {
    expect(() => basic('ada', '\uD800')).toThrow(/not valid Unicode/)
  })

  test('reads a secret only when it is needed, and every time', async () => {
    let password = 'old'
    let reads = 0
    const credentials = basic(
      'ada',
      new Secret(() => {
        reads += 1
        return password
      }),
    )
    expect(reads).toBe(0)
    expect(await headerOf(credentials)).toBe(`Basic ${btoa('ada:old')}`)
    password = 'new'
    expect(await headerOf(credentials)).toBe(`Basic ${btoa('ada:new')}`)
  })

  test('checks a secret when it is used, and does not show it', async () => {
    const credentials = basic('ada', new Secret(() => 'hush-hush\n'))
    const error = await headerOf(credentials).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(DefinitionError)
    expect(inspect(error)).not.toContain('hush-hush')
  })

  test('shows nothing of itself', () => {
    const credentials = basic('ada-name', 'ada-password')
    const shown = inspect(credentials, { depth: 9, showHidden: true }) + JSON.stringify(credentials)
    expect(shown).toContain('Basic')
    expect(shown).not.toMatch(/ada-name|ada-password/)
  })
})
