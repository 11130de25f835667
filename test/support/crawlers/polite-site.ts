import type { ServerResponse } from 'node:http'

import { defineCrawler, type Crawler } from 'latchkey'

import { serve, type SeenRequest, type TestServer } from '../serve.ts'

/** A server that remembers when it was asked, in milliseconds. */
export interface TimedServer extends TestServer {
  readonly times: number[]
}

/** A server whose start page leads to so many others; `answer` may do otherwise by returning true. */
export async function servePages(
  pages: number,
  answer: (request: SeenRequest, response: ServerResponse) => unknown = () => false,
): Promise<TimedServer> {
  const times: number[] = []
  const server = await serve(async (request, response) => {
    times.push(performance.now())
    if ((await answer(request, response)) === true) return
    if (request.url === '/robots.txt') response.writeHead(404).end()
    else response.setHeader('content-type', 'text/html').end(request.url === '/' ? links(pages) : '')
  })
  return Object.assign(server, { times })
}

/** A crawler of such a server. */
export function politeCrawler(start: string, settings: Partial<Crawler> = {}): Crawler {
  const crawler = defineCrawler({
    name: 'polite',
    start,
    routes: {
      list: ({ follow }) => follow('a', 'page'),
      page() {},
    },
  })
  return { ...crawler, ...settings }
}

function links(count: number): string {
  return Array.from({ length: count }, (_, index) => `<a href="/${index + 1}">${index + 1}</a>`).join('')
}
