import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

import { DefinitionError } from '../../errors.ts'
import { codeOf, messageOf } from '../../thrown.ts'
import { CrawlMetrics } from './crawl-metrics.ts'
import { CONTENT_TYPE, expose } from './exposition.ts'
import { processMetrics } from './process-metrics.ts'

/** Metrics that are being served. */
export interface MetricsServer extends AsyncDisposable {
  readonly url: string
}

/**
 * Serves the metrics of this process's crawls to Prometheus, to this machine only (127.0.0.1), until it is disposed.
 *
 * @param port - 0 for any that is free.
 * @throws {DefinitionError} when the port cannot be used.
 */
export async function serveMetrics(port: number): Promise<MetricsServer> {
  await using resources = new AsyncDisposableStack()
  const metrics = resources.use(new CrawlMetrics())
  const server = createServer(answerWith(() => expose([...metrics.all(), ...processMetrics])))
  // It is there for as long as a crawl is, and keeps no process alive by itself.
  server.unref()
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening')
  } catch (error) {
    throw unusable(port, error)
  }
  resources.defer(async () => {
    server.closeAllConnections()
    await server[Symbol.asyncDispose]()
  })
  const { port: bound } = server.address() as AddressInfo
  const kept = resources.move()
  return {
    url: `http://127.0.0.1:${bound}/metrics`,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

function answerWith(text: () => Promise<string>): RequestListener {
  const answer: (...parts: Parameters<RequestListener>) => Promise<void> = async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (pathname !== '/metrics') response.writeHead(404).end('the metrics are at /metrics\n')
    else response.writeHead(200, { 'content-type': CONTENT_TYPE }).end(await text())
  }
  return (request, response) => void answer(request, response).catch(() => response.destroy())
}

const PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses it',
  EACCES: 'this user may not use it',
}

function unusable(port: number, error: unknown): DefinitionError {
  const problem = PROBLEMS[codeOf(error) ?? ''] ?? messageOf(error)
  return new DefinitionError(`metrics cannot be served on port ${port}: ${problem}; name another`, {
    cause: error,
  })
}
