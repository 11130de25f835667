import type { RequestListener } from 'node:http'

import { Sprinkler } from '../faults/sprinkle.ts'
import type { Parts } from '../parts.ts'
import type { LogEntry } from './counts.ts'
import { RateWindow, tooManyRequests } from './rate-limit.ts'
import { Reply } from './reply.ts'
import { readRequest, readUrl } from './request.ts'
import type { SiteRequest } from './request.ts'
import { Router } from './router.ts'
import type { Routes } from './router.ts'

/** What every request passes: counting, rate limit, latency, and then its route. */
export function makeListener({ options, counts }: Parts, routes: Routes): RequestListener {
  const router = new Router(routes)
  const window = new RateWindow()
  const sprinkler = new Sprinkler()
  const started = performance.now()

  async function answer(request: Omit<SiteRequest, 'params'>, reply: Reply, time: number): Promise<void> {
    const { latency, rateLimit } = options
    if (rateLimit && !window.grant(rateLimit, time)) return tooManyRequests(reply, rateLimit)
    if (latency > 0 && !(await reply.wait(latency))) return
    const url = options.faults ? sprinkler.addressFor(request.url) : request.url
    const match = router.find(request.method, url.pathname)
    if (!match) return reply.notFound()
    await match.handler({ ...request, url, params: match.params }, reply)
  }

  return (incoming, outgoing) => {
    const reply = new Reply(outgoing)
    const url = readUrl(incoming)
    if (!url) return reply.text('That is no address\n', 400)
    const request = readRequest(incoming, url)
    const { cookie, authorization, 'user-agent': userAgent } = request.headers
    const time = performance.now() - started
    const path = url.pathname + url.search
    const entry: LogEntry = {
      method: request.method,
      path,
      time,
      status: 0,
      cookie,
      authorization,
      userAgent,
    }
    counts.begin(entry)
    outgoing.once('close', () => counts.end(entry, outgoing.headersSent ? outgoing.statusCode : 0))
    answer(request, reply, time).catch((error: unknown) => fail(reply, error))
  }
}

/** A client that went away is no error of the site's; a bug in a handler shows itself. */
function fail({ raw }: Reply, error: unknown): void {
  if (raw.destroyed) return
  if (raw.headersSent) raw.destroy()
  else new Reply(raw).text(error instanceof Error ? (error.stack ?? error.message) : String(error), 500)
}
