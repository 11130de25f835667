/** What functions and constructors are given in JavaScript and the types forbid: refused at once, with what to give instead. */
import {
  basic,
  CookieJar,
  DefinitionError,
  formatCookiesTxt,
  formatCurl,
  formatStorageState,
  Response,
  savePage,
  Secret,
  Session,
  totp,
  withAuthorization,
} from 'latchkey'
import { expect, test } from 'vitest'

const url = 'https://shop.example/'
const request = new Session({ site: url }).build('GET', '/')

/** A value as JavaScript may give it. */
function loose(value: unknown): never {
  return value as never
}

const WRONG: [call: string, run: () => unknown, message: RegExp][] = [
  ['new Response()', () => new Response(loose(undefined)), /^a response is made of an object .* the url$/],
  ['a Response of a path', () => new Response({ url: '/a' }), /^the url of a response is no absolute URL/],
  ['a Response without its url', () => new Response(loose({ status: 200 })), /^the url of a response/],
  ['its requestUrl', () => new Response({ url, requestUrl: loose(5) }), /^the requestUrl of a response/],
  [
    'its status',
    () => new Response({ url, status: loose('ok') }),
    /^the status of a response .* such as 200$/,
  ],
  [
    'its body',
    () => new Response({ url, body: loose({}) }),
    /^the body of a response is neither text nor bytes/,
  ],
  ['its headers', () => new Response({ url, headers: loose(5) }), /^headers is a number: give an object/],
  ['new Secret()', () => new Secret(loose('hunter2')), /^a Secret takes a function .* secret\('NAME'\)/],
  [
    'a Secret of nothing',
    () => new Secret(loose(() => {})).reveal(),
    /^the function of a Secret gave no text/,
  ],
  ['a promised Secret', () => new Secret(loose(async () => 'x')).reveal(), /gave no text: .* no promise$/],
  [
    'withAuthorization()',
    () => withAuthorization(loose('Basic x'), 'x'),
    /^withAuthorization was given "Basic x"/,
  ],
  [
    'its value',
    () => withAuthorization(request, loose(5)),
    /^header Authorization has a value that is no text/,
  ],
  ['formatCurl(url)', () => formatCurl(loose(url)), /^formatCurl was given .* as session\.build makes it$/],
  [
    'its options',
    () => formatCurl(request, loose({ secret: true })),
    /no option "secret": did you mean "?secrets/,
  ],
  ['basic()', () => basic('ada', loose(5)), /^the password is not a string/],
  ['totp(5)', () => totp(loose(5)), /^the totp secret is 5: give a text or secret\('NAME'\)$/],
  [
    'its digits',
    () => totp('JBSWY3DPEHPK3PXP', { digits: loose('6') }),
    /^digits is "6": give digits from 6 up/,
  ],
  ['its period', () => totp('JBSWY3DPEHPK3PXP', { period: 0 }), /^period is 0: give seconds from 1 up$/],
  ['new CookieJar(5)', () => new CookieJar(loose(5)), /^the options of a CookieJar are 5: give an object$/],
  ['its options', () => new CookieJar(loose({ onChange: 1 })), /^a CookieJar has no option "onChange"/],
  [
    'jar.add',
    () => new CookieJar().add(loose('a=1')),
    /^jar.add was given "a=1": give it an array of cookies$/,
  ],
  ['jar.receive', () => new CookieJar().receive(url, loose('a=1')), /give it an array of Set-Cookie lines$/],
  ['formatCookiesTxt', () => formatCookiesTxt(loose(undefined)), /^formatCookiesTxt was given undefined/],
  ['formatStorageState', () => formatStorageState(loose(5)), /^formatStorageState was given 5/],
]

test.each(WRONG)('%s is refused', (_call, run, message) => {
  expect(run).toThrow(DefinitionError)
  expect(run).toThrow(message)
})

test('savePage without a response writes nothing', async () => {
  await expect(savePage(loose({}), loose('/nowhere/page.html'))).rejects.toThrow(
    /^savePage was given no response/,
  )
})
