/** A session, as `requests.Session` is to a Python script. Section for section as the quick-start of requests. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { basic, CrawlError, secret, Session, StatusError } from 'latchkey'

import { startSite } from '../test/site/index.ts'

await using site = await startSite()
process.env['SHOP_PASSWORD'] = 'lovelace'

// Make a request
await using session = new Session({ site: site.url, baseUrl: site.url, headers: { 'accept-language': 'en' } })
const home = await session.get('/')
console.log(home.status, home.url.pathname, home.$('head title').text())

// Parameters in URLs
const found = await session.get('/search', { query: { q: 'copper lamp' } })
console.log(found.url.search)

// Response content: text, bytes and HTML, in the charset that a browser would find
console.log(home.text.length, 'characters,', home.body.byteLength, 'bytes,', home.$('a').length, 'links')

// JSON response content
const headers = await session.get('/headers')
console.log(headers.json<Record<string, string>>()['accept-language'])

// Raw response content: read as it arrives; leaving the loop lets go of the rest
for await (const line of (await session.stream('/')).lines()) {
  console.log(line)
  break
}

// Custom headers: a request lays its own over the session's, null takes one away
const traced = await session.get('/headers', { headers: { 'x-trace': '1', 'accept-language': null } })
console.log(Object.keys(traced.json<object>()))

// More complicated POST requests: JSON, or a form
const posted = await session.post('/echo', { json: { id: 7 } })
console.log(posted.json<{ json: unknown }>().json)
const filled = await session.post('/echo', { form: { color: ['green', 'blue'], note: 'two of one name' } })
console.log(filled.json<{ form: unknown }>().form)

// POST a multipart-encoded file: text, bytes, a Blob or a stream
const report = { data: 'some,data,to,send\n', filename: 'report.csv', type: 'text/csv' }
const uploaded = await session.post('/echo', { multipart: { report } })
console.log(uploaded.json<{ form: unknown }>().form)

// Response status codes: none throws by itself
const missing = await session.get('/status/404')
try {
  missing.throwIfNotOk()
} catch (error) {
  if (error instanceof StatusError) console.log(error.message.replace(site.url, ''))
}

// Response headers: by any spelling
console.log(home.headers.get('Content-Type'), home.headers.has('content-type'))

// Cookies: kept from page to page, or sent with one request
await session.get('/cookies/set', { query: { color: 'green' } })
console.log((await session.get('/cookies', { cookies: { size: 'large' } })).json())

// Redirects and history
const bounced = await session.get('/redirect/2')
console.log(
  bounced.history.map((hop) => hop.status),
  bounced.url.pathname,
)

// Timeouts, in milliseconds; errors and exceptions have a code and name the remedy
const slow = await session.get('/delay/5000', { timeout: 200 }).catch((error: Error) => error)
console.log(slow instanceof CrawlError ? slow.code : 'was in time')

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
