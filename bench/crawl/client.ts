/**
 * One crawl by one client, in a process of its own: tells its parent what it cost, and which records came of it.
 *
 *     node bench/crawl/client.ts <client> <start> <file for the records>
 */
import { latchkeyNamed } from './latchkey/client-name.ts'
import { readRecords } from './read-records.ts'
import type { ShopRecord } from './shop.ts'

/** What a crawl came to. */
export interface Crawled {
  readonly pages: number
  readonly seconds: number
  /** Seconds of CPU, of all threads. */
  readonly cpu: number
  /** The most memory that the process has held, in MB. */
  readonly memory: number
  /** Absent where nothing is read. */
  readonly records: readonly ShopRecord[] | undefined
}

/** Crawls the shop and gives the number of its pages; the records go into the file. */
export type Client = (start: string, file: string, paths: readonly string[]) => Promise<number>

const [name = '', start = '', file = ''] = process.argv.slice(2)
process.env['SHOP_START'] = start
process.once('message', (paths: string[]) => void measure(paths))
const client = await clientOf(name)
process.send?.('ready')

async function measure(paths: readonly string[]): Promise<void> {
  const before = process.cpuUsage()
  const started = performance.now()
  const pages = await client(start, file, paths)
  const seconds = (performance.now() - started) / 1_000
  const { user, system } = process.cpuUsage(before)
  const memory = process.resourceUsage().maxRSS / 1_000
  const crawled = { pages, seconds, cpu: (user + system) / 1e6, memory, records: await recordsOf() }
  process.send?.(crawled satisfies Crawled, () => process.disconnect())
}

/** Loads only what the client needs, since another's modules would be in its memory too. */
async function clientOf(wanted: string): Promise<Client> {
  const latchkey = latchkeyNamed(wanted)
  if (latchkey) return (await import('./latchkey/client.ts')).latchkeyClient(latchkey)
  if (wanted.startsWith('crawlee')) {
    const { withCrawlee } = await import('./crawlee.ts')
    return (from, output) => withCrawlee(wanted.endsWith('persisted'), from, output)
  }
  const { fetchOnly, withCheerio, withHtmlparser2, withSlim } = await import('./by-hand.ts')
  if (wanted === 'cheerio.load') return withCheerio
  if (wanted === 'cheerio/slim') return withSlim
  if (wanted === 'htmlparser2') return withHtmlparser2
  return (origin, _file, paths) => fetchOnly(origin, paths)
}

async function recordsOf(): Promise<readonly ShopRecord[] | undefined> {
  if (name === 'fetch') return undefined
  if (latchkeyNamed(name)) return (await import('./latchkey/client.ts')).latchkeyRecords(file)
  return readRecords(file)
}
