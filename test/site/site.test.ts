import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { gunzipSync } from 'node:zlib'

import { expect, test } from 'vitest'

import { cookieOf, exchange, get, links, read, signIn } from './client.ts'
import { encodedPages, startSite } from './index.ts'
import type { Product } from './index.ts'
import { escape } from './server/html.ts'

test('the same seed makes the same site, another seed another', async () => {
  const first = await productPage(5)
  expect(await productPage(5)).toBe(first)
  expect(await productPage(6)).not.toBe(first)
})

test('product pages have 20 to 45 KB and 300 to 650 elements', async () => {
  await using site = await startSite()
  for (const { id } of site.products().slice(0, 100)) {
    const page = await read(site, `/products/${id}`)
    const [size, elements] = [Buffer.byteLength(page), page.match(/<[a-z]/g)!.length]
    expect
      .soft(size > 20_000 && size < 45_000 && elements > 300 && elements < 650, `${id}: ${size}`)
      .toBe(true)
  }
})

test.each([1, 2] as const)('a product page in layout %i shows all facts of the product', async (layout) => {
  await using site = await startSite({ layout })
  for (const product of site.products().slice(0, 20)) {
    const page = await read(site, `/products/${product.id}`)
    for (const fact of facts(product)) expect(page).toContain(`>${fact}<`)
    expect(jsonLd(page)).toMatchObject({ sku: product.sku, name: product.title, image: product.images })
  }
})

test('layout 2 has none of the class names by which layout 1 marks its fields', async () => {
  await using site = await startSite({ layout: 2 })
  const pages = (await read(site, '/products/1')) + (await read(site, '/products'))
  const markup = pages.replaceAll(/<script>.*?<\/script>/gs, '')
  expect(markup).not.toMatch(
    /class="(product-link|product-title|price|old-price|next|sku|brand|description)"/,
  )
})

test('every product, and no other, is reached from home by following links', async () => {
  await using site = await startSite({ products: 150 })
  const seen = new Set<string>()
  const waiting = ['/']
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path) || /^\/(private|login|cart|members)/.test(path)) continue
    seen.add(path)
    waiting.push(...links(await read(site, path), site.url + path))
  }
  const products = site.products().map(({ id }) => `/products/${id}`)
  expect([...seen].filter((path) => path.startsWith('/products/')).toSorted()).toEqual(products.toSorted())
})

test('in state 2 some products have changed, some are gone and some are new', async () => {
  await using site = await startSite()
  const before = site.products()
  site.options.state = 2
  const after = new Map(site.products().map((product) => [product.id, product]))
  expect(before.filter(({ id }) => !after.has(id)).map(({ id }) => id)).toEqual([
    7, 32, 57, 82, 107, 132, 157, 182,
  ])
  expect([...after.keys()].filter((id) => id > 200)).toEqual([201, 202, 203, 204])
  const kept = before.filter(({ id }) => after.has(id))
  expect(kept.filter(({ id, price }) => after.get(id)!.price < price)).toHaveLength(20)
  expect(kept.filter(({ id, stock }) => after.get(id)!.stock !== stock).length).toBeGreaterThan(15)
  expect((await get(site, '/products/7')).status).toBe(404)
  expect((await get(site, '/products/204')).status).toBe(200)
})

test('the login form wants its CSRF token and the right password, and gives a fresh session', async () => {
  await using site = await startSite()
  expect((await signIn(site, { csrf_token: 'forged' })).status).toBe(403)
  const refused = await signIn(site, { password: 'wrong' })
  expect([refused.status, await refused.text()]).toEqual([
    200,
    expect.stringContaining('Wrong username or password'),
  ])
  const admitted = await signIn(site, { next: '/members' })
  expect([admitted.status, admitted.headers.get('location')]).toEqual([302, '/members'])
  expect(admitted.headers.get('set-cookie')).toMatch(/^session=[\w-]+; Path=\/; SameSite=Lax; HttpOnly$/)
  const cookie = cookieOf(admitted)
  expect(await read(site, '/', cookie)).toContain('href="/logout"')
  await get(site, '/logout', cookie)
  expect(await read(site, '/', cookie)).toContain('href="/login"')
  expect([site.logins, site.refusals, site.hits('/login')]).toEqual([1, 2, 6])
})

test('an expired session is answered by a redirect, a status or the login page', async () => {
  await using site = await startSite({ session: { requests: 3 } })
  const cookie = cookieOf(await signIn(site))
  for (const { id, value } of site.members().slice(0, 3)) {
    expect(await read(site, `/members/${id}`, cookie)).toContain(`<dd class="member-value">${value}</dd>`)
  }
  const redirected = await get(site, '/members/4?a=b', cookie)
  expect(redirected.headers.get('location')).toBe('/login?next=%2Fmembers%2F4%3Fa%3Db')
  site.options.session.expired = 'status'
  expect((await get(site, '/members/4', cookie)).status).toBe(401)
  site.options.session.expired = 'page'
  const page = await get(site, '/members/4', cookie)
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('type="password"')])
})

test('sessions end by the clock, and all at once when told to', async () => {
  await using site = await startSite()
  const cookie = cookieOf(await signIn(site))
  expect((await get(site, '/account', cookie)).status).toBe(200)
  site.options.session.seconds = 0
  expect((await get(site, '/account', cookie)).status).toBe(302)
  site.options.session.seconds = 60
  site.endSessions()
  expect((await get(site, '/account', cookie)).status).toBe(302)
})

test('each user sees their own orders only', async () => {
  await using site = await startSite({ orders: 25 })
  const cookie = cookieOf(await signIn(site, { username: 'grace', password: 'hopper' }))
  const pages = [1, 2, 3].map((page) => read(site, `/account/orders?page=${page}`, cookie))
  const ids = [...(await Promise.all(pages)).join('').matchAll(/class="order-link" href="[^"]*\/([^"]+)"/g)]
  const orders = site.orders('grace')
  expect(ids.map(([, id]) => id)).toEqual(orders.map(({ id }) => id))
  expect(await read(site, `/account/orders/${orders[0]!.id}`, cookie)).toContain(
    `£${orders[0]!.total.toFixed(2)}<`,
  )
  expect((await get(site, `/account/orders/${site.orders('ada')[0]!.id}`, cookie)).status).toBe(404)
})

test('the API gives all products under a cursor to who has a token, and a refresh token works once', async () => {
  await using site = await startSite({ products: 45 })
  const ask = async (fields: Record<string, string>): Promise<Record<string, string>> => {
    const response = await fetch(`${site.url}/api/token`, {
      method: 'POST',
      body: new URLSearchParams(fields),
    })
    return JSON.parse(await response.text())
  }
  const { access_token = '', refresh_token = '' } = await ask({ username: 'ada', password: 'lovelace' })
  const headers = { authorization: `Bearer ${access_token}` }
  const items: Product[] = []
  for (let next: string | null = ''; next !== null;) {
    const response = await fetch(`${site.url}/api/products?limit=20${next && `&cursor=${next}`}`, { headers })
    const page: { items: Product[]; next: string | null } = JSON.parse(await response.text())
    items.push(...page.items)
    next = page.next
  }
  expect(items).toEqual(site.products())
  site.endSessions()
  const refused = await fetch(`${site.url}/api/products/1`, { headers })
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
    401,
    'Bearer error="invalid_token"',
  ])
  expect(await ask({ grant_type: 'refresh_token', refresh_token })).toHaveProperty('access_token')
  expect(await ask({ grant_type: 'refresh_token', refresh_token })).toEqual({ error: 'invalid_grant' })
})

test('robots.txt leads to a sitemap of all products', async () => {
  await using site = await startSite({ products: 1200, crawlDelay: 3 })
  const robots = await read(site, '/robots.txt')
  expect(robots).toContain('Disallow: /private/\nDisallow: /cart\nCrawl-delay: 3\n')
  const index = await read(site, /Sitemap: .*?(\/sitemap.*)/.exec(robots)![1]!)
  const parts = [...index.matchAll(/<loc>(.*\.gz)<\/loc>/g)].map(async ([, part]) =>
    (await fetch(part!)).bytes(),
  )
  const xml = (await Promise.all(parts)).map((part) => gunzipSync(part).toString()).join('')
  expect(xml.match(/\/products\/\d+<\/loc><lastmod>2026-\d\d-\d\d</g)).toHaveLength(1200)
})

test('more requests a second than allowed are answered 429, with seconds or a date', async () => {
  await using site = await startSite({ rateLimit: { perSecond: 3, retryAfter: 7 } })
  const answers = await Promise.all([1, 2, 3, 4, 5].map(() => get(site, '/headers')))
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 200, 429, 429])
  expect(answers.find(({ status }) => status === 429)!.headers.get('retry-after')).toBe('7')
  site.options.rateLimit = { perSecond: 0, retryAfter: 'date' }
  const date = Date.parse((await get(site, '/headers')).headers.get('retry-after')!)
  expect(date).toBeGreaterThan(Date.now())
})

test('the site counts what it is asked for', async () => {
  await using site = await startSite({ logSize: 4, latency: 30 })
  await Promise.all([1, 2, 3].map(() => get(site, '/products?page=2', 'a=b')))
  await Promise.all([get(site, '/products'), get(site, '/categories/caf%c3%a9')])
  expect([site.requests, site.peak, site.hits('/products'), site.hits('/products?page=2')]).toEqual([
    5, 3, 4, 3,
  ])
  expect(site.hits('/categories/café')).toBe(1)
  expect(site.log).toHaveLength(4)
  expect(site.log[0]).toMatchObject({ method: 'GET', path: '/products?page=2', status: 200, cookie: 'a=b' })
})

test('pages in the encodings of the web hold the text they promise', async () => {
  await using site = await startSite()
  for (const [name, { charset, text }] of Object.entries(encodedPages)) {
    const bytes = await (await get(site, `/encoding/${name}`)).bytes()
    expect(new TextDecoder(charset).decode(bytes)).toContain(`<p id="text">${text}</p>`)
  }
})

test.each([
  ['reset', 'reset', 0, 0],
  ['reset-mid', 'reset', 10_000, 12_000],
  ['stall', 'silence', 0, 0],
  ['stall-body', 'silence', 10_000, 12_000],
  ['truncated', 'end', 10_000, 12_000],
  ['truncated-chunked', 'end', 10_000, 12_000],
  ['wrong-length', 'silence', 20_000, 22_000],
  ['not-http', 'end', 20, 20],
  ['big-header?kb=40', 'silence', 60_000, 64_000],
  ['many-links?n=5000', 'silence', 150_000, 300_000],
  ['huge?mb=3', 'silence', 3 * 2 ** 20, 3.1 * 2 ** 20],
] as const)('/faults/%s ends in %s', async (fault, ending, least, most) => {
  await using site = await startSite()
  const answer = await exchange(site, `/faults/${fault}`)
  expect(answer.ending).toBe(ending)
  expect(answer.bytes.length).toBeGreaterThanOrEqual(least)
  expect(answer.bytes.length).toBeLessThanOrEqual(most)
})

test('the gzip bomb packs 200 MB into 200 KB', async () => {
  await using site = await startSite()
  const { bytes } = await exchange(site, '/faults/gzip-bomb', 'close')
  expect(bytes.length).toBeLessThan(220_000)
  let unpacked = 0
  for await (const chunk of (await get(site, '/faults/gzip-bomb')).body!) unpacked += chunk.length
  expect(unpacked).toBe(200 * 2 ** 20)
})

test.each(['bad-gzip', 'truncated-gzip'])('no gzip decoder takes the body of /faults/%s', async (fault) => {
  await using site = await startSite()
  const { bytes } = await exchange(site, `/faults/${fault}`, 'close')
  expect(() => gunzipSync(bytes.subarray(bytes.indexOf('\r\n\r\n') + 4))).toThrow(/header|unexpected end/)
})

test('redirect loops, endless redirects and the endless calendar always lead on', async () => {
  await using site = await startSite()
  const next = async (path: string) => (await get(site, path)).headers.get('location')
  expect(await next('/faults/redirect-loop')).toBe('/faults/redirect-loop/back')
  expect(await next('/faults/redirect-loop/back')).toBe('/faults/redirect-loop')
  expect(await next('/faults/endless-redirect/7')).toBe('/faults/endless-redirect/8')
  const calendar = links(await read(site, '/faults/endless-calendar/7'), site.url)
  expect(calendar.slice(2, 4)).toEqual(['/faults/endless-calendar/8', '/faults/endless-calendar/7/1'])
})

test('a page heals after so many tries', async () => {
  await using site = await startSite()
  const status = async () => (await get(site, '/faults/heals/a?after=2&status=500')).status
  expect([await status(), await status(), await status()]).toEqual([500, 500, 200])
})

test('clients that go away in the middle do no harm', async () => {
  await using site = await startSite()
  for (const path of ['/faults/huge', '/faults/endless', '/faults/gzip-bomb', '/delay/500', '/products']) {
    const socket = connect(Number(new URL(site.url).port), '127.0.0.1')
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)
    await once(socket, path === '/delay/500' ? 'connect' : 'data')
    socket.destroy()
  }
  expect((await get(site, '/')).status).toBe(200)
})

test('closing ends stalled connections at once', async () => {
  const site = await startSite()
  const stalled = [exchange(site, '/faults/stall', 'close'), exchange(site, '/delay/60000', 'close')]
  await expect.poll(() => site.requests).toBe(2)
  await site.close()
  for (const { ending } of await Promise.all(stalled)) expect(ending).not.toBe('silence')
})

test('the command prints its address on one line, and ends on SIGTERM', async () => {
  const child = spawn(process.execPath, ['test/site/main.ts', '--products', '30', '--latency', '1'])
  const [line] = await once(child.stdout, 'data')
  const [, url] = /^listening on (http:\/\/127\.0\.0\.1:\d+)\n$/.exec(String(line))!
  expect((await fetch(`${url}/products/30`)).status).toBe(200)
  child.kill()
  expect(await once(child, 'exit')).toEqual([0, null])
})

/** A page of a site with this seed, without the address of the site. */
async function productPage(seed: number): Promise<string> {
  await using site = await startSite({ seed })
  return (await read(site, '/products/7')).replaceAll(site.url, '')
}

/** The texts that a product page shows, one element each. */
function facts(product: Product): string[] {
  const { title, sku, brand, availability, description, category, specifications } = product
  return [title, sku, brand, availability, description, category, ...Object.values(specifications)].map(
    escape,
  )
}

function jsonLd(page: string): unknown {
  return JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/.exec(page)![1]!)
}
