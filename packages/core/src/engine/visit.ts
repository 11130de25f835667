import type { QueuedRequest } from '../frontier/store.ts'
import { unlessAborted } from '../frontier/unless-aborted.ts'
import type { Crawling } from './crawling/crawling.ts'
import { outcomeOf } from './page/outcome.ts'
import { readable } from './page/readable.ts'
import { isRepeatable } from './page/repeatable.ts'
import { mayFetch } from './politeness/may-fetch.ts'
import { announcePage, announceSkip } from './report/announce.ts'
import { settle } from './settle.ts'
import { SITEMAP_ROUTE } from './sitemap/sitemap-order.ts'
import { visitSitemap } from './sitemap/visit-sitemap.ts'

/**
 * One page, from URL to record: steps 3 to 7 of ARCHITECTURE.md; `crawl` and `Lanes` are steps 1 and 2.
 *
 * @param fetched - called when the page has come, if it need not be read before the next one is fetched.
 * @returns the sites that the page's links lead to; `undefined` where the request was given back untouched.
 * @throws what ends the whole run: `StoreError`, `DefinitionError`.
 */
export async function visit(
  crawling: Crawling,
  request: QueuedRequest,
  fetched: () => void,
): Promise<ReadonlySet<string> | undefined> {
  const { plan, run, sessions, pages, recorder, extractor, stop } = crawling
  const { budget, reach, bodies, links, files } = crawling
  const began = performance.now()
  try {
    if (!(await mayFetch(crawling, request))) {
      await recorder?.refuse(new URL(request.url))
      await run.skip(request, 'robots.txt')
      announceSkip(crawling, request, 'robots.txt')
      return new Set()
    }
    using room = await bodies.room(request.site, stop.asked)
    const session = sessions.of(request.account)
    if (!isRepeatable(plan, request)) await run.intend(request)
    if (request.route === SITEMAP_ROUTE) return await visitSitemap(crawling, request)
    const page = await pages.fetch(request, stop.hard) // 3, 4 and 5
    if (extractor.isElsewhere) fetched()
    reach.answered(request.site)
    room.set(page.response.bytes.decoded)
    const data: unknown = request.data === undefined ? undefined : JSON.parse(request.data)
    const response = readable(plan, page.response)
    const { route, account } = request
    const read = await unlessAborted(extractor.extract({ route, response, data, account }), stop.hard) // 6
    response.forget()
    await files.keep({ request, page, session }, read.files)
    const queued = links.toQueue(request, read)
    const outcome = outcomeOf(plan, request, page, { ...read, links: queued }, session)
    await run.commit(outcome) // 7
    links.queued(request, outcome.links, read.leads)
    budget.count(request, outcome)
    announcePage(crawling, outcome, page, read)
    return new Set(outcome.links.filter((link) => !link.skip).map((link) => link.site))
  } catch (error) {
    const fate = await settle(crawling, request, error, began)
    return fate === 'given back' ? undefined : new Set()
  }
}
