import { createWriteStream } from 'node:fs'
import { createRequire } from 'node:module'
import { finished } from 'node:stream/promises'

import type { CheerioAPI } from 'cheerio'

import { CONCURRENCY } from './hand-loop.ts'
import { FIELDS, isProductPath, isShopPath } from './shop.ts'

/** As much of Crawlee as is used; it is installed apart, and has no part in the workspace's types. */
interface Crawlee {
  readonly Configuration: new (options: object) => object
  readonly CheerioCrawler: new (
    options: object,
    configuration: object,
  ) => { run(starts: readonly string[]): Promise<{ readonly requestsFinished: number }> }
}

interface Context {
  readonly $: CheerioAPI
  readonly request: { readonly loadedUrl: string }
  readonly enqueueLinks: (options: object) => Promise<unknown>
}

const peers = createRequire(new URL('../peers/package.json', import.meta.url))

export function hasCrawlee(): boolean {
  try {
    return Boolean(peers.resolve('@crawlee/cheerio'))
  } catch {
    return false
  }
}

/** Crawlee's CheerioCrawler, with its storage in memory or in files, and as many requests at once as the others. */
export async function withCrawlee(persistStorage: boolean, start: string, output: string): Promise<number> {
  const { CheerioCrawler, Configuration } = peers('@crawlee/cheerio') as Crawlee
  const lines = createWriteStream(output)
  const configuration = new Configuration({
    persistStorage,
    storageClientOptions: { localDataDirectory: `${output}.storage` },
    logLevel: 1,
  })
  const crawler = new CheerioCrawler(
    {
      minConcurrency: CONCURRENCY,
      maxConcurrency: CONCURRENCY,
      async requestHandler({ $, request, enqueueLinks }: Context) {
        if (isProductPath(new URL(request.loadedUrl).pathname)) {
          const entries = Object.entries(FIELDS).map(([name, selector]) => [name, $(selector).first().text()])
          lines.write(`${JSON.stringify(Object.fromEntries(entries))}\n`)
        }
        await enqueueLinks({
          strategy: 'same-origin',
          transformRequestFunction: (link: { url: string }) => isShopPath(new URL(link.url).pathname) && link,
        })
      },
    },
    configuration,
  )
  const { requestsFinished } = await crawler.run([start])
  await finished(lines.end())
  return requestsFinished
}
