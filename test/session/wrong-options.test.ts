/** What JavaScript can give and the types forbid: refused by name before any request, never read as something else. */
import {
  clientCredentials,
  CookieJar,
  HarRecorder,
  Headers,
  parseCookiesTxt,
  parseCurl,
  refreshToken,
} from 'latchkey'
import { expect, test } from 'vitest'

import { DefinitionError } from '../../packages/core/src/errors.ts'
import { bearer } from '../../packages/core/src/session/auth/token/bearer.ts'
import { Secret, secret } from '../../packages/core/src/session/secret.ts'
import { Session } from '../../packages/core/src/session/session.ts'
import { serve } from '../support/serve.ts'

/** A value as JavaScript may give it. */
function loose(value: unknown): never {
  return value as never
}

/** Of both a session and a request. */
const COMMON: [options: object, message: RegExp][] = [
  [{ headers: 3 }, /^headers is 3: give an object, pairs or Headers$/],
  [{ headers: 'x-a: 1' }, /^headers is "x-a: 1": give/],
  [{ headers: { 'x-a': 1 } }, /^header x-a has a value that is no text/],
  [{ headers: { 'x a': '1' } }, /^header name "x a" is not a token/],
  [{ headers: ['x-a'] }, /^headers has an entry that is not a pair/],
  [{ query: 5 }, /^query is 5: give/],
  [{ query: { a: {} } }, /^the query has a value for a that is no text/],
  [{ cookies: 'a=1' }, /^cookies is "a=1": give/],
  [{ cookies: ['a=1'] }, /^cookies is an array: give/],
  [{ auth: ['ada', 'lovelace'] }, /^auth is an array: give basic\(user, password\)/],
  [{ auth: 'ada:lovelace' }, /^auth is "ada:lovelace": give basic/],
  [{ auth: { user: 'ada', password: 'lovelace' } }, /^auth is an object \(Object\): give basic/],
  [{ auth: { sign: 'ada:lovelace' } }, /^auth is an object \(Object\): give basic/],
  [{ retry: 'often' }, /^retry is "often": give false, the number of attempts, or a policy$/],
  [{ retry: { tries: 3 } }, /^retry has no option "tries"/],
  [{ retry: { attempts: '3' } }, /^retry.attempts is "3": give attempts, the first counted, from 1 up$/],
  [{ retry: 0 }, /^retry.attempts is 0/],
  [{ retry: { statuses: 503 } }, /^retry.statuses is 503: give an array/],
  [{ retry: { methods: 'POST' } }, /^retry.methods is "POST": give an array/],
  [{ retry: { maxWait: 'x' } }, /^retry.maxWait is "x": give milliseconds/],
  [{ timeout: 'x' }, /^timeout is "x": give milliseconds/],
  [{ timeout: -1 }, /^timeout total is -1/],
  [{ timeout: { read: 5 } }, /^timeout has no read/],
  [{ timeout: { connect: '5s' } }, /^timeout connect is "5s"/],
  [{ redirect: true }, /^redirect is true: give 'follow'/],
  [{ maxRedirects: 'x' }, /^maxRedirects is "x": give a number of redirects/],
  [{ referer: 5 }, /^referer is 5: give/],
  [{ referer: 'page' }, /^referer is "page": give/],
  [{ maxBody: '50MB' }, /^maxBody is "50MB": give bytes from 0 up, or null for no limit$/],
  [{ charset: 'utf-9' }, /^charset is "utf-9": give a charset such as utf-8/],
  [{ proxy: 5 }, /^proxy is 5: give http/],
  [{ proxy: 'ftp://x' }, /^proxy is not a URL that can be used: give http/],
  [{ proxy: {} }, /^proxy is an object \(Object\): give http/],
  [{ proxy: { url: 'http://x', password: 5 } }, /^proxy.password is 5: give a text or secret/],
  [{ params: { a: 1 } }, /has no option "params": here it is query$/],
  [{ data: 'x' }, /has no option "data": here it is form or body$/],
  [{ timout: 5 }, /has no option "timout": did you mean "timeout"\?$/],
]

const OF_SESSION: [options: unknown, message: RegExp][] = [
  ...COMMON,
  [null, /^the options of a session are null: give an object$/],
  ['https://shop.example', /^the options of a session are "https:\/\/shop.example"/],
  [{ site: '' }, /^site is "": give a URL or a domain/],
  [{ site: 5 }, /^site is 5: give a URL or a domain/],
  [{ site: [] }, /^site is empty/],
  [{ site: [null] }, /^site is null/],
  [{ baseUrl: 5 }, /^baseUrl is 5: give a URL/],
  [{ baseUrl: 'shop' }, /^baseUrl shop is no http or https URL/],
  [{ hosts: 5 }, /^hosts is 5: give/],
  [{ hosts: { 'https://a.example': 'x' } }, /^hosts\["https:\/\/a.example"\] is "x": give basic/],
  [{ netrc: 5 }, /^netrc is 5: give true, false or the path/],
  [{ userAgent: 5 }, /^userAgent is 5: give a text/],
  [{ sensitiveHeaders: 'x-a' }, /^sensitiveHeaders is "x-a": give an array/],
  [{ parser: 'slow' }, /^parser is "slow": give "html5" or "fast"/],
  [{ maxRatio: 'x' }, /^maxRatio is "x"/],
  [{ transport: 5 }, /^transport is 5: give a function/],
  [{ transport: { 'https://a.example': 5 } }, /^transport\["https:\/\/a.example"\] is 5: give a function/],
  [{ hooks: 5 }, /^the options of hooks are 5/],
  [{ hooks: { afterResponse: 'x' } }, /^hooks.afterResponse is "x": give a function/],
  [{ hooks: { afterResponse: [() => {}, 5] } }, /^hooks.afterResponse is 5: give a function/],
  [{ hooks: { response: () => {} } }, /^hooks has no option "response"/],
  [{ connections: '6' }, /^connections is "6": give a number of connections from 1 up$/],
  [{ connections: 0 }, /^connections is 0/],
  [{ connections: NaN }, /^connections is NaN/],
  [{ origins: 0.5 }, /^origins is 0.5/],
  [{ keepAlive: '4s' }, /^keepAlive is "4s": give milliseconds from 0 up$/],
  [{ maxRequestsPerSocket: -1 }, /^maxRequestsPerSocket is -1/],
  [{ maxHeaderSize: '64k' }, /^maxHeaderSize is "64k": give bytes from 1 up$/],
  [{ tls: true }, /^the options of tls are true: give an object$/],
  [{ tls: { verify: 'no' } }, /^tls.verify is "no": give true or false$/],
  [{ tls: { ca: 5 } }, /^tls.ca is 5: give PEM/],
  [{ tls: { minVersion: 'TLS1.2' } }, /^tls.minVersion is "TLS1.2": give "TLSv1" or/],
  [
    { tls: { rejectUnauthorized: false } },
    /^tls has no option "rejectUnauthorized": here it is tls: \{ verify/,
  ],
  [{ proxyTls: 5 }, /^the options of proxyTls are 5/],
  [{ verify: false }, /^a session has no option "verify": here it is tls: \{ verify: false \}$/],
  [{ http2: 'yes' }, /^http2 is "yes": give "auto" or "prefer" or false$/],
  [{ lenient: 1 }, /^lenient is 1: give true or false$/],
  [{ lookup: '127.0.0.1' }, /^lookup is "127.0.0.1": give a function/],
  [{ resolve: 'a' }, /^resolve is "a": give an object/],
  [{ resolve: { 'a.example': 5 } }, /^resolve\["a.example"\] is 5: give an IP address/],
  [{ resolve: { 'a.example': 'b.example' } }, /^resolve has no IP address for a.example/],
  [{ resolve: { 'a.example': undefined } }, /^resolve has no IP address for a.example/],
  [{ dnsTtl: null }, /^dnsTtl is null: give milliseconds/],
  [{ privateNetwork: 'deny' }, /^privateNetwork is "deny": give "allow" or "refuse"$/],
]

const OF_REQUEST: [options: unknown, message: RegExp][] = [
  ...COMMON,
  [null, /^the options of a request are null/],
  [{ form: 'a=1' }, /^the form is a string/],
  [{ multipart: { file: { data: 5 } } }, /a file of the multipart form has no data/],
  [{ body: {} }, /^body cannot be sent/],
  [{ json: Symbol('x') }, /^json is a symbol/],
  [{ json: 1, form: {} }, /^a request has json and form/],
  [{ body: 'x', compress: 'br' }, /^compress is "br": give "gzip"$/],
  [{ body: 'x', sensitive: 'yes' }, /^sensitive is "yes": give true or false$/],
  [{ signal: 5 }, /^signal is 5: give an AbortSignal$/],
  [{ idempotent: 1 }, /^idempotent is 1: give true or false$/],
  [{ cookies: { a: 5 } }, /^cookie "a" has a name or value that is not a string/],
  [{ connections: 5 }, /^a request has no option "connections"/],
]

test.each(OF_SESSION)('the session option %j is refused at construction', (options, message) => {
  expect(() => new Session(options as object)).toThrow(DefinitionError)
  expect(() => new Session(options as object)).toThrow(message)
})

test.each(OF_REQUEST)('the request option %j is refused before any I/O', async (options, message) => {
  await using server = await serve((_request, response) => response.end())
  await using session = new Session({ baseUrl: server.url })
  for (const sending of [session.post('/', options as object), session.stream('/', options as object)]) {
    const error: unknown = await sending.catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(DefinitionError)
    expect((error as Error).message).toMatch(message)
  }
  expect(server.requests).toEqual([])
})

/** Methods as JavaScript may call them. */
type Loose = Readonly<Record<string, (...values: unknown[]) => unknown>>

const CALLS: [name: string, values: unknown[], message: RegExp][] = [
  ['get', [], /^the URL of a request is undefined: give a text or a URL$/],
  ['get', [null], /^the URL of a request is null/],
  ['get', [{ url: 'https://a.example' }], /^the URL of a request is an object \(Object\)/],
  ['get', ['http://['], /^"http:\/\/\[" is not a URL$/],
  ['get', ['ftp://a.example/'], /is neither http nor https/],
  ['get', ['/', 'x'], /^the options of a request are "x"/],
  ['request', [5, '/'], /^the method of a request is 5/],
  ['request', ['GE T', '/'], /^the method "GE T" cannot be sent/],
  ['request', ['CONNECT', '/'], /^the method "CONNECT" cannot be sent/],
  ['stream', [], /^the URL of a request is undefined/],
  ['build', ['GET', '/', { timeout: 5 }], /^a request to be built has no option "timeout"/],
  ['send', [], /^send was given undefined: give it a request, as session.build makes it$/],
  ['send', [{ method: 'GET', url: 'https://a.example/' }], /^send was given an object/],
  [
    'send',
    [new Session({ site: 'https://a.example' }).build('GET', '/'), { json: 1 }],
    /^send has no option/,
  ],
  ['submit', ['/', 5], /^the value of a form is 5: give an object of names and values$/],
  ['submit', ['/', {}, { body: 'x' }], /^submit has no option "body"/],
  ['fork', [{ cookies: 'all' }], /^cookies is "all": give "copy" or "share" or "none"$/],
  ['state', [{ sessionCookies: true }], /^sessionCookies is true: give "keep" or "drop"$/],
  ['save', [], /^the path of a session is undefined: give a text such as session.json$/],
]

test.each(CALLS)('session.%s(%j) is refused with the mend', async (name, values, message) => {
  await using server = await serve((_request, response) => response.end('<form action="/x"></form>'))
  await using session = new Session({ baseUrl: server.url })
  const calling = async () => (session as unknown as Loose)[name]?.(...values)
  await expect(calling()).rejects.toThrow(DefinitionError)
  await expect(calling()).rejects.toThrow(message)
})

test('what is made for a session is checked when it is made', async () => {
  const loose = {
    bearer,
    secret,
    load: (...values: never[]) => Session.load(...(values as unknown as [string])),
  } as unknown as Loose
  expect(() => loose['bearer']?.({ refresh: 'x' })).toThrow(/^bearer.refresh is "x": give a function/)
  expect(() => loose['bearer']?.(5)).toThrow(DefinitionError)
  expect(() => loose['secret']?.()).toThrow(/^secret takes the name of a variable/)
  await expect(loose['load']?.(5)).rejects.toThrow(/^the path of a session is 5/)
  await expect(loose['load']?.('x.json', { params: {} })).rejects.toThrow(/"params": here it is query/)
})

test.each<[name: string, calling: (jar: CookieJar) => unknown, message: RegExp]>([
  ['set', (jar) => jar.set(loose('a=1')), /^a cookie is "a=1": give an object with name, value and url/],
  ['get', (jar) => jar.get('a', 'shop'), /^the URL of a cookie is "shop": give one such as https:/],
  ['header', (jar) => jar.header(loose(5)), /^the URL of a cookie is 5/],
  ['receive', (jar) => jar.receive(loose(null), []), /^the URL of a cookie is null/],
])('cookies.%s is refused what it cannot read', (_name, calling, message) => {
  expect(() => calling(new CookieJar())).toThrow(DefinitionError)
  expect(() => calling(new CookieJar())).toThrow(message)
})

test.each<[name: string, calling: () => unknown, message: RegExp]>([
  ['headers.set', () => new Headers().set(loose(5), 'x'), /^a header name is number: give a text/],
  ['headers.get', () => new Headers().get(loose(undefined)), /^a header name is undefined/],
  ['parseCookiesTxt', () => parseCookiesTxt(loose(5)), /^cookies.txt is 5: give its text$/],
  ['parseCurl', () => parseCurl(loose(null)), /^the command is null: give its text$/],
  ['HarRecorder', () => new HarRecorder(loose({ secrets: 1 })), /^secrets is 1: give true or false$/],
  ['clientCredentials', () => clientCredentials(loose({})), /^clientCredentials has no tokenUrl/],
  ['refreshToken', () => refreshToken(loose({ tokenUrl: 'x' })), /^tokenUrl is "x": give the URL/],
])('%s is refused what it cannot read', (_name, calling, message) => {
  expect(calling).toThrow(DefinitionError)
  expect(calling).toThrow(message)
})

test('a wrong value with a password in it is not shown', () => {
  const password = 'https://ada:lovelace@shop.example'
  for (const name of ['auth', 'cookies', 'headers', 'http2', 'transport', 'resolve', 'proxy', 'site']) {
    try {
      void new Session({ [name]: `x${password}` })
      expect.unreachable(name)
    } catch (error) {
      expect(String(error)).not.toContain('lovelace')
    }
  }
})

test('undefined is nothing said, and a secret proxy is not looked up before it is used', async () => {
  await using session = new Session({
    proxy: new Secret(() => 'ftp://x'),
    timeout: undefined,
    headers: undefined,
  } as object)
  await expect(session.get('http://shop.example', { query: undefined })).rejects.toThrow(
    /^proxy is not a URL/,
  )
})
