import { crawl, SqliteStore, type Crawler, type CrawlOptions, type Report } from 'latchkey'

/** Crawls with a store that nobody else sees. */
export async function crawlOnce(crawler: Crawler, options?: Omit<CrawlOptions, 'store'>): Promise<Report> {
  await using store = new SqliteStore(':memory:')
  return await crawl(crawler, { ...options, store })
}
