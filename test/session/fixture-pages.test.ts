/** The pages of the fixture site that are hard to read, through a whole session. */
import { afterAll, expect, test } from 'vitest'

import { Session } from '../../packages/core/src/session/session.ts'
import { encodedPages, startSite } from '../site/index.ts'

const site = await startSite()
const session = new Session({ baseUrl: site.url, retry: false, timeout: { bodyIdle: 500 } })
afterAll(async () => {
  await session.close()
  await site[Symbol.asyncDispose]()
})

test.each(Object.entries(encodedPages))('/encoding/%s is read as a browser reads it', async (name, page) => {
  expect((await session.get(`/encoding/${name}`)).$('#text').text()).toBe(page.text)
})

const codings = ['gzip', 'x-gzip', 'gzip-members', 'deflate', 'deflate-raw', 'br', 'zstd', 'gzip-br']
test.each(codings)('/compressed/%s is decoded, whole or piece by piece', async (coding) => {
  const response = await session.get(`/compressed/${coding}`)
  const streamed = await (await session.stream(`/compressed/${coding}`)).read()
  expect(response.$('#text').text()).toBe('All is well. '.repeat(200))
  expect([streamed.text, response.flags]).toEqual([response.text, []])
  expect(streamed.bytes).toEqual(response.bytes)
})

test.each([
  ['gzip-bomb', { code: 'BODY_TOO_LARGE', response: { status: 200 } }],
  ['stall-body', { code: 'BODY_IDLE_TIMEOUT' }],
  ['truncated', { code: 'TRUNCATED' }],
  ['truncated-chunked', { code: 'TRUNCATED' }],
  ['reset-mid', { name: expect.stringMatching(/^(Network|Body)Error$/) }],
  ['not-http', { code: 'MALFORMED' }],
  ['huge?mb=60', { code: 'BODY_TOO_LARGE' }],
  ['big-header?kb=70', { code: 'HEADERS_TOO_LARGE' }],
])('/faults/%s is an error that says so', async (fault, error) => {
  await expect(session.get(`/faults/${fault}`)).rejects.toMatchObject(error)
})

test.each([
  ['truncated-gzip', ['truncated-encoding']],
  ['bad-gzip', ['not-encoded']],
  ['bad-charset', []],
  ['empty', []],
  ['not-html', []],
  ['big-header', []],
])('/faults/%s is read all the same, with the flags %j', async (fault, flags) => {
  const response = await session.get(`/faults/${fault}`)
  expect([response.status, response.flags, typeof response.text]).toEqual([200, flags, 'string'])
})
