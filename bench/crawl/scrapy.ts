import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Crawled } from './client.ts'
import { CONCURRENCY } from './hand-loop.ts'
import { readRecords } from './read-records.ts'
import { FIELDS } from './shop.ts'

const SPIDER = join(import.meta.dirname, '../peers/shop_spider.py')

/** Whether there is a `scrapy` on the path. */
export function hasScrapy(): boolean {
  return spawnSync('scrapy', ['version']).status === 0
}

/**
 * Scrapy as it is, with as many requests at once as the others.
 *
 * @param persists - whether its queue lives in files (`JOBDIR`).
 * @param within - a command that it is run by, such as `taskset`.
 */
export async function crawlWithScrapy(
  persists: boolean,
  start: string,
  folder: string,
  within: readonly string[],
): Promise<Crawled> {
  const [report, records] = [join(folder, 'report.json'), join(folder, 'records.jsonl')]
  const settings = {
    CONCURRENT_REQUESTS: CONCURRENCY,
    CONCURRENT_REQUESTS_PER_DOMAIN: CONCURRENCY,
    LOG_LEVEL: 'ERROR',
    TELNETCONSOLE_ENABLED: false,
    JOBDIR: persists ? join(folder, 'job') : '',
  }
  const given = { start, fields: JSON.stringify(FIELDS), report }
  const [command = '', ...words] = [
    ...within,
    'scrapy',
    'runspider',
    SPIDER,
    '-O',
    records,
    ...Object.entries(given).flatMap(([name, value]) => ['-a', `${name}=${value}`]),
    ...Object.entries(settings).flatMap(([name, value]) => ['-s', `${name}=${value}`]),
  ]
  await once(spawn(command, words, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] }), 'close')
  const cost = JSON.parse(readFileSync(report, 'utf8')) as Omit<Crawled, 'records'>
  return { ...cost, records: readRecords(records) }
}
