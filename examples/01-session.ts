/** A session, as `requests.Session` is to a Python script. Section for section as the quick-start of requests. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { basic, secret, Session, StatusError } from 'latchkey'

import { startSite } from '../test/site/index.ts'

await using site = await startSite()
process.env['SHOP_PASSWORD'] = 'lovelace'

// Make a request
await using session = new Session({ site: site.url, baseUrl: site.url, headers: { 'accept-language': 'en' } })
const home = await session.get('/')
console.log(home.status, home.url.pathname, home.$('title').text())

// Parameters in URLs
const found = await session.get('/search', { query: { q: 'copper lamp' } })
console.log(found.url.search)

// Response content: text, JSON, bytes, HTML
const echo = await session.post('/echo', { json: { id: 7 } })
console.log(echo.json<{ json: unknown }>().json, echo.body.byteLength, 'bytes')

// Custom headers: a request lays its own over the session's, null takes one away
const headers = await session.get('/headers', { headers: { 'x-trace': '1', 'accept-language': null } })
console.log(Object.keys(headers.json<object>()))

// Errors: no status throws by itself
const missing = await session.get('/status/404')
try {
  missing.throwIfNotOk()
} catch (error) {
  if (error instanceof StatusError) console.log(error.message.replace(site.url, ''))
}

// Cookies: kept from page to page, or sent with one request
await session.get('/cookies/set', { query: { color: 'green' } })
console.log((await session.get('/cookies', { cookies: { size: 'large' } })).json())

// Redirects and history
const bounced = await session.get('/redirect/2')
console.log(
  bounced.history.map((hop) => hop.status),
  bounced.url.pathname,
)

// Timeouts, in milliseconds
const slow = await session.get('/delay/5000', { timeout: 200 }).catch((error: Error) => error)
console.log(slow instanceof Error ? slow.name : 'was in time')

// Authentication: never sent to another site
console.log((await session.get('/basic', { auth: basic('ada', secret('SHOP_PASSWORD')) })).status)

// Sign in, then fetch a page behind the login; hidden fields of the form go along
await session.submit('/login', 'form.login-form', { username: 'ada', password: secret('SHOP_PASSWORD') })
const orders = await session.get('/account/orders')
console.log(orders.$('.order').length, 'orders')

// Persistence: the session as it is, for the next time
const folder = await mkdtemp(join(tmpdir(), 'latchkey-'))
await session.save(join(folder, 'session.json'))
await using later = await Session.load(join(folder, 'session.json'), { site: site.url, baseUrl: site.url })
console.log((await later.get('/account')).$('.username').text(), 'is still signed in')
await rm(folder, { recursive: true })
