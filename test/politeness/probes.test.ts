import { expect, test } from 'vitest'

import { Limiter } from '../../packages/core/src/frontier/limiter/limiter.ts'
import { Headers } from '../../packages/core/src/http/headers.ts'
import type { Request } from '../../packages/core/src/http/request.ts'
import { Response } from '../../packages/core/src/http/response.ts'

test('a probe goes out, though the site has answered and failed again while it waited, and another crawl probes it too', async () => {
  const { signal } = new AbortController()
  using limiter = new Limiter({
    rateOf: () => ({ interval: 0, concurrency: 4, burst: 1 }),
    siteOf: (url) => url.host,
    signal,
  })
  const turns = limiter.of('shop.example')
  const answer = async (path: string, status: number) => {
    const request = requestOf(path)
    const turn = await limiter.take(request, true, signal)
    turn.end(new Response({ url: request.url, status }))
  }
  const fail = async () => {
    const before = Array.from({ length: 5 }, () => limiter.take(requestOf('/broken'), true, signal))
    for (const turn of before) (await turn).end(new Response({ url: requestOf('/broken').url, status: 500 }))
  }
  await fail()
  expect(turns.health.circuit.isOpen).toBe(true)

  using _mine = turns.letThrough(requestOf('/well').url)
  {
    using _others = turns.letThrough(requestOf('/start').url)
    await answer('/start', 200)
  }
  expect(turns.health.circuit.isOpen).toBe(false)
  while (!turns.health.circuit.isOpen) await answer('/broken', 500)
  await answer('/well', 200)
  expect(turns.health.circuit.isOpen).toBe(false)
})

function requestOf(path: string): Request {
  return { method: 'GET', url: new URL(path, 'http://shop.example'), headers: new Headers(), body: undefined }
}
