import { loadCrawler } from './load.ts'

/** The name of a crawler that is told by it or by its file; a name needs no crawler to be loaded, which may be broken or gone. */
export async function crawlerName(told: string): Promise<string> {
  return /[/\\.]/.test(told) ? (await loadCrawler(told)).crawler.name : told
}
