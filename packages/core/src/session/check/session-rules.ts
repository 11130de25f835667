import { queryPairs } from '../../http/query.ts'
import type { Query } from '../../http/query.ts'
import { encodingOf } from '../../http/text/encoding.ts'
import type { Events, Hooks } from '../events.ts'
import type { SessionOptions } from '../options.ts'
import { Secret } from '../secret.ts'
import type { TlsOptions } from '../transport/connection/tls.ts'
import { proxyChooser } from '../transport/proxy/proxy.ts'
import type { ProxyOption } from '../transport/proxy/proxy.ts'
import { optionsOf } from './check-options.ts'
import type { Rules } from './check-options.ts'
import { isObject } from './is-object.ts'
import { amount, flag, functionOf, mapOf, milliseconds, oneOf, oneOrMany, rule, text } from './rule.ts'
import type { Rule } from './rule.ts'

/** Names with values, as an object or pairs. */
export const headers = rule(
  'an object, pairs or Headers',
  (value) => typeof value === 'object' && value !== null,
)

/** Query parameters, in any of their forms. */
export const query = rule(
  'an object, pairs, URLSearchParams or a text such as a=1&b=2',
  (value) => typeof value === 'string' || (typeof value === 'object' && value !== null),
)

/** Credentials, or `null` for none. */
export const auth = rule(
  'basic(user, password), digest(…), bearer(…) or a function that signs a request',
  (value) =>
    value === null || typeof value === 'function' || (isObject(value) && typeof value['sign'] === 'function'),
)

/** How a call is limited and what becomes of redirects; looked into where it is read. */
export const timeout = rule(
  'milliseconds, null for no limit, or an object with a time for each phase',
  (value) => value === null || typeof value === 'number' || isObject(value),
)
export const retry = rule(
  'false, the number of attempts, or a policy',
  (value) => value === false || typeof value === 'number' || isObject(value),
)
export const redirect = rule(
  "'follow', 'manual', 'error', or a function that is asked for each hop",
  (value) => typeof value === 'function' || value === 'follow' || value === 'manual' || value === 'error',
)
export const referer = rule(
  "'none', 'auto', or the URL of the page that the request comes from",
  (value) => value === 'none' || value === 'auto' || (isAddress(value) && URL.canParse(String(value))),
)
export const maxRedirects = amount(0, 'a number of redirects', true)
export const maxBody = amount(0, 'bytes', true)
/** A misspelt charset would pass unnoticed for as long as pages name their own. */
export const charset = rule(
  'a charset such as utf-8 or shift_jis',
  (value) => typeof value === 'string' && encodingOf(value) !== undefined,
)

/** Its URL is read at once, unless it is a secret. */
export const proxy: Rule = (value) => void proxyChooser(value as ProxyOption)

const address = rule('a URL or a domain such as https://shop.example', isAddress)

const hook = oneOrMany(functionOf('that is told of the event'))
const hooks: Rules<Hooks> = {
  beforeRequest: hook,
  afterResponse: hook,
  beforeRedirect: hook,
  beforeRetry: hook,
  onError: hook,
  onCookie: hook,
} satisfies { [Name in keyof Events]: Rule }

const answering = rule(
  'a function that answers requests, or an object with a method send',
  (value) => typeof value === 'function' || (isObject(value) && 'send' in value),
)
const mounted = mapOf(
  'a function that answers requests, or an object of such functions by URL prefix',
  answering,
)
const transport: Rule = (value, name) =>
  (isObject(value) && !('send' in value) ? mounted : answering)(value, name)

const pem = rule('PEM, as text or bytes', (value) => typeof value === 'string' || value instanceof Uint8Array)
const hiddenPem: Rule = (value, name) => (value instanceof Secret ? undefined : pem(value, name))
const tls = optionsOf<TlsOptions>({
  ca: oneOrMany(pem),
  cert: pem,
  key: hiddenPem,
  passphrase: rule('a text or a secret', (value) => typeof value === 'string' || value instanceof Secret),
  verify: flag,
  minVersion: oneOf('TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'),
  ciphers: text('TLS_AES_256_GCM_SHA384'),
  servername: text('shop.example'),
})

/** What each option of a session may be. Whether a site is a site, or a PEM a PEM, is found where it is read. */
export const sessionRules: Rules<SessionOptions> = {
  site: oneOrMany(address),
  baseUrl: address,
  headers,
  query: (value, name) => {
    query(value, name)
    // Unlike a request's, it is laid over no other, so it can be read at once.
    queryPairs(value as Query)
  },
  cookies: rule('a CookieJar, or an object of names and values', isObject),
  auth,
  hosts: mapOf('an object of credentials by origin or *.domain', auth),
  netrc: rule(
    'true, false or the path of a netrc file',
    (value) => typeof value === 'boolean' || (typeof value === 'string' && value !== ''),
  ),
  userAgent: rule('a text, or null to send none', (value) => typeof value === 'string' || value === null),
  redirect,
  maxRedirects,
  referer,
  sensitiveHeaders: rule(
    "an array of header names such as ['x-session']",
    (value) => Array.isArray(value) && value.every((name) => typeof name === 'string'),
  ),
  retry,
  timeout,
  maxBody,
  maxRatio: amount(0, 'how many times larger a body may become', true),
  charset,
  parser: oneOf('html5', 'fast'),
  transport,
  stateFile: text('session.json'),
  hooks: optionsOf(hooks),
  turns: rule('an object with a method take', (value) => isObject(value) && 'take' in value),
  connections: amount(1, 'a number of connections'),
  origins: amount(1, 'a number of origins'),
  keepAlive: milliseconds,
  maxRequestsPerSocket: amount(0, 'a number of requests, 0 for no limit,'),
  maxHeaderSize: amount(1, 'bytes'),
  proxy,
  tls,
  proxyTls: tls,
  http2: oneOf('auto', 'prefer', false),
  lenient: flag,
  lookup: functionOf('that gives the addresses of a host'),
  resolve: mapOf(
    "an object such as { 'shop.example': '192.0.2.1' }",
    oneOrMany(rule('an IP address, or several in an array', (value) => typeof value === 'string')),
  ),
  dnsTtl: milliseconds,
  privateNetwork: oneOf('allow', 'refuse'),
}

function isAddress(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || value instanceof URL
}
