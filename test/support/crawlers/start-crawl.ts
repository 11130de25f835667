import { execFile } from 'node:child_process'
import { resolve } from 'node:path'
import { promisify } from 'node:util'

import type { Rate } from 'latchkey'

/** The script that crawls a polite site in a process of its own. */
export const CRAWL = resolve(import.meta.dirname, 'polite-crawl.ts')

/** Crawls a polite site in a process of its own; `undefined` names no rate. */
export async function startCrawl(url: string, rate?: Rate): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [CRAWL], {
    env: crawlEnvironment(url, rate),
  })
  return JSON.parse(stdout)
}

/** What that script reads. */
export function crawlEnvironment(url: string, rate?: Rate): NodeJS.ProcessEnv {
  return { ...process.env, SITE_URL: url, ...(rate && { RATE: JSON.stringify(rate) }) }
}
