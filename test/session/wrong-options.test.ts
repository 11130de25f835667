/** What JavaScript can give and the types forbid: refused by name before any request, never read as something else. */
import { expect, test } from 'vitest'

import { Session } from '../../packages/core/src/session/session.ts'
import { serve } from './serve.ts'

test.each([
  { site: '' },
  { headers: 'x-a: 1' },
  { query: 5 },
  { cookies: 'a=1' },
  { retry: 'often' },
  { timeout: { read: 5 } },
  { redirect: true },
  { http2: 'yes' },
  { privateNetwork: 'deny' },
  { charset: 'utf-9' },
  { auth: ['ada', 'lovelace'] },
])('the session option %j is a DefinitionError', async (options: object) => {
  await using server = await serve((_request, response) => response.end())
  const using = async () => {
    await using session = new Session(options)
    await session.get(server.url)
  }
  await expect(using()).rejects.toMatchObject({ code: 'DEFINITION' })
  expect(server.requests).toEqual([])
})

test.each([
  { headers: 'x-a: 1' },
  { query: { a: {} } },
  { cookies: 'a=1' },
  { retry: 'often' },
  { charset: 'utf-9' },
  { form: 'a=1' },
  { multipart: { file: { data: 5 } } },
  { body: {} },
  { json: Symbol('x') },
])('the request option %j is a DefinitionError', async (options: object) => {
  await using server = await serve((_request, response) => response.end())
  await using session = new Session({ baseUrl: server.url })
  await expect(session.post('/', options)).rejects.toMatchObject({ code: 'DEFINITION' })
  expect(server.requests).toEqual([])
})
