/**
 * The fixture site's shop as a static server: every page is rendered beforehand and lies ready with its head, so that
 * serving it costs next to nothing. Tells its parent its address, and on any message the CPU time it has used.
 *
 *     node bench/crawl/server.ts <products>
 */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

import { startSite } from '../../test/site/index.ts'
import { isShopPath } from './shop.ts'

/** What a server tells its parent first. */
export interface Serving {
  readonly url: string
  /** Every page that a crawl of the shop has to find. */
  readonly paths: readonly string[]
}

const HEAD_END = '\r\n\r\n'

const { url, pages } = await renderShop(Number(process.argv[2] ?? 2_000))
const missing = answer(404, 'text/plain', Buffer.from('There is no such page.'))
const server = createServer(serve)
server.listen(Number(new URL(url).port), '127.0.0.1')
await once(server, 'listening')
process.on('message', () => process.send?.(process.cpuUsage()))
process.send?.({ url, paths: [...pages.keys()].filter((path) => isShopPath(path)) } satisfies Serving)

/** Asks the fixture site for every page that its pages lead to; its port stays in their links. */
async function renderShop(products: number): Promise<{ url: string; pages: Map<string, Buffer> }> {
  await using site = await startSite({ products })
  const pages = new Map<string, Buffer>()
  const waiting = ['/products', '/robots.txt']
  const known = new Set(waiting)
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const response = await fetch(site.url + path)
    const body = Buffer.from(await response.arrayBuffer())
    pages.set(path, answer(response.status, response.headers.get('content-type') ?? '', body))
    for (const [, href = ''] of body.toString().matchAll(/<a [^>]*href="([^"]*)"/g)) {
      const link = URL.parse(href.replaceAll('&amp;', '&'), site.url + path)
      const target = link ? link.pathname + link.search : ''
      if (link?.origin !== site.url || !isShopPath(target) || known.has(target)) continue
      known.add(target)
      waiting.push(target)
    }
  }
  return { url: site.url, pages }
}

function answer(status: number, type: string, body: Buffer): Buffer {
  const head = `HTTP/1.1 ${status} Static\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}${HEAD_END}`
  return Buffer.concat([Buffer.from(head), body])
}

/** Answers GETs one after the other, without looking at anything but their path. */
function serve(socket: Socket): void {
  let unread = ''
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    unread += chunk.toString('latin1')
    for (let end = unread.indexOf(HEAD_END); end >= 0; end = unread.indexOf(HEAD_END)) {
      const path = unread.slice(4, unread.indexOf(' ', 4))
      unread = unread.slice(end + HEAD_END.length)
      socket.write(pages.get(path) ?? missing)
    }
  })
}
