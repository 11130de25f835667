import { describe, expect, test } from 'vitest'

import { DefinitionError } from '../../../packages/core/src/errors.ts'
import { sharesCredentials, parseSite } from '../../../packages/core/src/session/site.ts'

type Option = Parameters<typeof parseSite>[0]

const owns = (option: Option, url: string) => parseSite(option).owns(new URL(url))
const covers = (option: Option, url: string) => parseSite(option).covers(new URL(url))

describe('an origin as site', () => {
  test.each([
    ['https://shop.example', 'https://shop.example/a?b#c', true],
    ['https://shop.example', 'https://shop.example:443/', true],
    ['https://shop.example/', 'https://SHOP.example/', true],
    ['https://shop.example', 'http://shop.example/', false],
    ['https://shop.example', 'https://shop.example:8443/', false],
    ['https://shop.example', 'https://www.shop.example/', false],
    ['https://shop.example', 'https://shop.example.evil.example/', false],
    ['https://shop.example', 'https://evilshop.example/', false],
    ['https://shop.example', 'https://shop.example@evil.example/', false],
    ['https://shop.example', 'https://shop.example./', false],
    ['https://shop.example', 'wss://shop.example/', false],
    ['http://shop.example', 'http://shop.example/', true],
    ['http://shop.example', 'https://shop.example/', true],
    ['http://shop.example', 'https://shop.example:8443/', false],
    ['http://shop.example:8080', 'https://shop.example:8080/', false],
    ['http://shop.example:8080', 'https://shop.example/', false],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000/', true],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3001/', false],
    ['http://127.0.0.1:3000', 'http://localhost:3000/', false],
    ['http://127.0.0.1:3000', 'http://0x7f.1:3000/', true],
    ['http://[::1]:3000', 'http://[0:0::1]:3000/', true],
    ['http://localhost:3000', 'http://localhost:3000/', true],
    ['https://10.0.0.1', 'https://10.0.0.1/', true],
    ['https://github.io', 'https://github.io/', true],
    ['https://m\u00FCnchen.example', 'https://xn--mnchen-3ya.example/', true],
  ])('%s owns %s: %s', (site, url, expected) => {
    expect(owns(site, url)).toBe(expected)
    expect(owns(new URL(site), url)).toBe(expected)
  })

  test.each([
    ['https://shop.example', 'http://shop.example/', true],
    ['http://shop.example', 'https://shop.example/', true],
    ['https://shop.example', 'https://www.shop.example/', false],
    ['https://shop.example', 'https://shop.example:8443/', false],
    ['http://127.0.0.1:3000', 'https://127.0.0.1:3000/', true],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3001/', false],
    ['https://shop.example', 'mailto:ada@shop.example', false],
  ])('%s covers %s: %s', (site, url, expected) => {
    expect(covers(site, url)).toBe(expected)
  })
})

describe('a domain as site', () => {
  test.each([
    ['shop.example', 'https://shop.example/', true],
    ['shop.example', 'https://www.shop.example/', true],
    ['shop.example', 'https://a.b.shop.example/', true],
    ['SHOP.example', 'https://shop.example/', true],
    ['shop.example', 'https://evilshop.example/', false],
    ['shop.example', 'https://shop.example.evil.example/', false],
    ['shop.example', 'http://shop.example/', false],
    ['shop.example', 'https://shop.example:8443/', false],
    ['www.shop.example', 'https://shop.example/', false],
    ['www.shop.example', 'https://www.shop.example/', true],
    ['www.shop.example', 'https://evilwww.shop.example/', false],
    ['shop.co.uk', 'https://www.shop.co.uk/', true],
    ['ada.github.io', 'https://ada.github.io/', true],
    ['ada.github.io', 'https://eve.github.io/', false],
    ['amazonaws.com', 'https://aws.amazonaws.com/', true],
    ['amazonaws.com', 'https://eve.s3.amazonaws.com/', false],
    ['m\u00FCnchen.example', 'https://www.xn--mnchen-3ya.example/', true],
    ['app.localhost', 'http://app.localhost:3000/', true],
    ['app.localhost', 'http://api.app.localhost/', true],
    ['app.localhost', 'http://evil.localhost:3000/', false],
  ])('%s owns %s: %s', (site, url, expected) => {
    expect(owns(site, url)).toBe(expected)
  })

  test('covers the host and its subdomains over any scheme and port of the web', () => {
    expect(covers('shop.example', 'http://www.shop.example/')).toBe(true)
    expect(covers('shop.example', 'http://shop.example:8080/')).toBe(true)
    expect(covers('shop.example', 'https://notshop.example/')).toBe(false)
    expect(covers('shop.example', 'ftp://shop.example/')).toBe(false)
  })

  test.each(['co.uk', 'github.io', 'com', 'CO.UK', 'kawasaki.jp', 's3.amazonaws.com'])(
    'refuses %s, which many owners share',
    (site) => {
      expect(() => parseSite(site)).toThrow(DefinitionError)
      expect(() => parseSite(site)).toThrow(/not one owner's domain/)
    },
  )

  test.each([
    ['localhost', /https:\/\/localhost/],
    ['127.0.0.1', /https:\/\/127\.0\.0\.1/],
    ['[::1]', /https:\/\/\[::1\]/],
    ['shop.example:8443', /write shop\.example or https:\/\/shop\.example:8443/],
    ['shop.example/orders', /write shop\.example or https:\/\/shop\.example$/],
    ['.shop.example', /is not a domain/],
    ['*.shop.example', /is not a domain/],
    ['shop.example.', /is not a domain/],
    ['', /is not a domain/],
    ['two words', /is not a domain/],
  ])('refuses %j and names the mend', (site, mend) => {
    expect(() => parseSite(site)).toThrow(DefinitionError)
    expect(() => parseSite(site)).toThrow(mend)
  })
})

describe('a site', () => {
  test('of several parts owns and covers what any of them does', () => {
    const site = ['https://shop.example', new URL('https://login.example'), 'cdn.example']
    expect(owns(site, 'https://shop.example/')).toBe(true)
    expect(owns(site, 'https://login.example/')).toBe(true)
    expect(owns(site, 'https://img.cdn.example/')).toBe(true)
    expect(owns(site, 'https://www.login.example/')).toBe(false)
    expect(covers(site, 'http://login.example/')).toBe(true)
  })

  test.each([
    ['https://shop.example/orders', /write https:\/\/shop\.example$/],
    ['https://shop.example/?page=1', /write https:\/\/shop\.example$/],
    ['ftp://shop.example', /not an http or https origin/],
    ['https://', /not an http or https origin/],
    ['file:///etc', /not an http or https origin/],
  ])('refuses %s and names the mend', (site, mend) => {
    expect(() => parseSite(site)).toThrow(DefinitionError)
    expect(() => parseSite(site)).toThrow(mend)
  })

  test('refuses an empty list', () => {
    expect(() => parseSite([])).toThrow(/site is empty/)
  })

  test.each(['https://ada:hush@shop.example', 'ada:hush@shop.example', 'https://ada:hush@'])(
    'refuses %s without showing its password',
    (site) => {
      expect(() => parseSite(site)).toThrow(DefinitionError)
      expect(() => parseSite(site)).not.toThrow(/hush/)
    },
  )
})

test.each([
  ['http://a.example/', 'https://a.example/', true],
  ['https://a.example/', 'http://a.example/', false],
  ['http://a.example/', 'https://b.example/', false],
  ['http://a.example:80/', 'https://a.example:443/', true],
  ['http://a.example:8080/', 'https://a.example/', false],
  ['https://a.example/x', 'https://a.example/y', true],
  ['data:,a', 'data:,a', false],
])('credentials meant for %s may go to %s: %s (CVE-2018-18074, CVE-2022-27774)', (from, to, expected) => {
  expect(sharesCredentials(new URL(from), new URL(to))).toBe(expected)
})
