import { DefinitionError } from '../../../errors.ts'
import type { Crawler } from '../../../extract/definition.ts'
import { extractPage, type PageExtraction } from '../../../extract/extract.ts'
import { planOf, type Plan } from '../../../extract/plan.ts'
import { readingOf } from '../../../extract/reading.ts'
import type { Archive } from '../../../frontier/archive/archive.ts'
import type { ArchivedRun } from '../../../frontier/archive/archived-run.ts'
import { requestKey } from '../../../frontier/link.ts'
import type { Store, StoredRequest } from '../../../frontier/store.ts'
import { asError } from '../../../thrown.ts'
import { readable } from '../../page/readable.ts'
import { SITEMAP_ROUTE } from '../../sitemap/sitemap-order.ts'
import { Comparison, type Difference } from './comparison.ts'

/** Of what a run is read again. */
export interface ReextractOptions {
  /** Where the run lives. */
  readonly store: Store
  /** Where its responses are. */
  readonly archive: Archive
  /** Its number. Default: the last run of the crawler that is in the archive. */
  readonly run?: number
}

/** What today's routes would change in a run. */
export interface Reextraction extends Difference {
  readonly crawler: string
  readonly run: number
  /** Pages that were read again. */
  readonly pages: number
  /** Pages of the run that the archive does not have: their records count as removed. */
  readonly missing: number
}

/** A request of a run, with what names it. */
interface KeyedRequest extends StoredRequest {
  readonly key: Uint8Array
}

/**
 * Runs today's routes over the archived pages of a run, and compares what they give with what the run has kept.
 * Nothing is fetched and nothing is written. The records of the run and the keys of its requests are in memory meanwhile.
 *
 * @throws {DefinitionError} when the crawler is wrong, or the store or the archive does not have the run.
 */
export async function reextract(crawler: Crawler, options: ReextractOptions): Promise<Reextraction> {
  const plan = planOf(crawler)
  const { store, archive } = options
  const archived = archive.find(crawler.name, options.run)
  await checkRun(store, archived)
  const comparison = new Comparison(plan)
  const run = archived.number
  for await (const record of store.records({ crawler: crawler.name, run })) comparison.wasRecord(record)
  for await (const request of requestsOf(store, run)) comparison.wasRequest(request)
  let [pages, missing] = [0, 0]
  for await (const request of requestsOf(store, run)) {
    // No route reads a sitemap.
    if (request.route === SITEMAP_ROUTE) continue
    if (request.state !== 'done' && request.state !== 'failed') continue
    if (archived.has(request)) {
      pages++
      comparison.is(request, await readAgain(plan, archived, request))
    } else if (request.state === 'done') missing++
  }
  return { crawler: crawler.name, run, pages, missing, ...comparison.difference() }
}

/** @throws {DefinitionError} when the store has no such run, or another under its number. */
async function checkRun(store: Store, { crawler, number, startedAt }: ArchivedRun): Promise<void> {
  const found = (await store.runs(crawler)).find(({ id }) => id === number)
  if (found?.startedAt.getTime() === startedAt.getTime()) return
  const remedy = 'name the store that it was crawled into with --store, or another run with --run'
  throw new DefinitionError(
    `run ${number} of ${crawler}, begun ${startedAt.toISOString()}, is in the archive but not in the store: ${remedy}`,
  )
}

async function* requestsOf(store: Store, run: number): AsyncGenerator<KeyedRequest> {
  for await (const request of store.requests(run)) {
    const { method, url, body, account } = request
    yield { ...request, key: requestKey(method, url, body, account) }
  }
}

/** What a page gives now, or why it gives nothing. */
async function readAgain(
  plan: Plan,
  archived: ArchivedRun,
  request: KeyedRequest,
): Promise<PageExtraction | Error> {
  try {
    const response = readable(plan, archived.read(request, readingOf(plan.crawler, request.account)))
    const data: unknown = request.data === undefined ? undefined : JSON.parse(request.data)
    return await extractPage(plan, request.route, response, data, request.account)
  } catch (error) {
    return asError(error)
  }
}
