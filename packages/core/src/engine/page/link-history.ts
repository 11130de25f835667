import type { CrawlerSettings } from '../../extract/definition.ts'
import type { FollowedLink } from '../../extract/follow/judge-link.ts'
import type { Leads } from '../../extract/follow/leads.ts'
import type { Link, QueuedRequest } from '../../frontier/store.ts'
import type { PageRead } from '../workers/extractor.ts'
import { Linkless } from './linkless.ts'
import { RecentLinks } from './recent-links.ts'
import { Traps } from './traps.ts'

/** What a crawl remembers of the links of its pages, so that it queues few of them twice and follows none for ever. */
export class LinkHistory {
  /** The selectors that led to none. */
  readonly linkless = new Linkless()
  readonly #traps: Traps
  readonly #recent = new RecentLinks()

  constructor(crawler: CrawlerSettings) {
    this.#traps = new Traps(crawler)
  }

  /** The links of a page that go into the queue: without those that went in lately, and without those of a trap. */
  toQueue(request: QueuedRequest, read: PageRead): FollowedLink[] {
    return this.#recent.without(request.account, this.#traps.judge(request, read))
  }

  /** The queue has these links of a page now. */
  queued({ account, route }: QueuedRequest, links: readonly Link[], leads: Leads): void {
    this.#recent.add(account, links)
    this.linkless.saw(route, leads)
  }
}
