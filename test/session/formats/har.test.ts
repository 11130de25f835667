import { expect, test } from 'vitest'

import { CookieJar } from '../../../packages/core/src/session/cookies/jar.ts'
import { parseHarCookies } from '../../../packages/core/src/session/formats/har/har-cookies.ts'
import { HarRecorder } from '../../../packages/core/src/session/formats/har/har-recorder.ts'
import { replayHar } from '../../../packages/core/src/session/formats/har/har-replay.ts'
import { Session } from '../../../packages/core/src/session/session.ts'
import { serve } from '../../support/serve.ts'

/** A session's record of a few pages, and what the site saw. */
async function record(har: HarRecorder): Promise<{ origin: string; recorded: unknown; text: string }> {
  await using server = await serve((request, response) => {
    if (request.url === '/in')
      response.writeHead(302, { location: '/page', 'set-cookie': ['s=topsecret', 'b=2'] }).end()
    else if (request.url === '/bytes') response.end(Uint8Array.of(0, 255))
    else
      response.setHeader('content-type', 'text/html; charset=utf-8').end(`<p>é ${server.requests.length}</p>`)
  })
  await using session = new Session({ baseUrl: server.url, hooks: { afterResponse: har.record } })
  await session.post('/in?q=1', { form: { user: 'ada' }, headers: { 'X-Api-Key': 'topsecret' } })
  await session.post('/in', { form: { password: 'topsecret' }, sensitive: true })
  await session.get('/bytes')
  await session.get('/page')
  const text = JSON.stringify(har)
  return { origin: server.url, recorded: JSON.parse(text), text }
}

test('a HAR has every hop with its headers, body and timings', async () => {
  const { recorded, origin } = await record(new HarRecorder())
  expect(recorded).toMatchObject({
    log: {
      version: '1.2',
      creator: { name: 'latchkey' },
      entries: [
        {
          request: {
            method: 'POST',
            url: `${origin}/in?q=1`,
            queryString: [{ name: 'q', value: '1' }],
            postData: { text: 'user=ada' },
          },
        },
        {
          request: { method: 'POST', postData: { text: '[secret]' } },
          response: { status: 302, redirectURL: '/page' },
        },
        {
          request: { method: 'GET', url: `${origin}/page` },
          response: { status: 200, content: { text: '<p>é 3</p>' } },
        },
        { response: { content: { text: 'AP8=', encoding: 'base64', size: 2 } } },
        { time: expect.any(Number), timings: { wait: expect.any(Number) } },
      ],
    },
  })
})

test('a HAR has the cookies that requests sent, and gives them back to a jar', async () => {
  const { recorded, origin } = await record(new HarRecorder({ secrets: true }))
  const cookies = [
    { name: 's', value: 'topsecret' },
    { name: 'b', value: '2' },
  ]
  const [first, login, page] = (recorded as { log: { entries: unknown[] } }).log.entries
  expect(first).toMatchObject({ request: { cookies: [] }, response: { cookies: [] } })
  expect(login).toMatchObject({ request: { cookies: [] }, response: { cookies } })
  expect(page).toMatchObject({ request: { cookies }, response: { cookies: [] } })
  const jar = new CookieJar()
  jar.add(parseHarCookies(recorded))
  expect(jar.header(new URL(origin))).toBe('s=topsecret; b=2')
})

test('a HAR that hides its secrets gives no cookies', async () => {
  const { recorded } = await record(new HarRecorder())
  expect(JSON.stringify(recorded)).toContain('"name":"s","value":"[secret]"')
  expect(parseHarCookies(recorded)).toEqual([])
})

test('a HAR shows no secrets unless it is asked to', async () => {
  expect((await record(new HarRecorder())).text).not.toContain('topsecret')
  const { recorded, text } = await record(new HarRecorder({ secrets: true }))
  expect(text).toContain('password=topsecret')
  expect(parseHarCookies(recorded)).toMatchObject([{ name: 's', value: 'topsecret' }, { name: 'b' }])
})

test('a recorded HAR answers in place of the network', async () => {
  const { recorded, origin } = await record(new HarRecorder({ secrets: true }))
  await using session = new Session({ baseUrl: origin, transport: replayHar(recorded), retry: false })
  const page = await session.post('/in', { form: {} })
  expect([page.text, page.history.length, session.cookies.get('s')]).toEqual(['<p>é 3</p>', 1, 'topsecret'])
  expect((await session.get('/page')).text).toBe('<p>é 5</p>')
  expect((await session.get('/page#top')).text).toBe('<p>é 5</p>')
  expect([...(await session.get('/bytes')).body]).toEqual([0, 255])
  await expect(session.get('/other')).rejects.toMatchObject({ code: 'NOT_RECORDED' })
})

test('what is no HAR is refused by the name of its field', () => {
  expect(() => replayHar('{')).toThrow('not JSON')
  expect(() => replayHar({ log: { entries: [{ request: { method: 'GET' }, response: {} }] } })).toThrow(
    'log.entries[0].request.url',
  )
})
