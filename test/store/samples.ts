import { makeLink, type LinkInit } from '../../packages/core/src/frontier/link.ts'
import type { NewRecord } from '../../packages/core/src/frontier/record.ts'
import type { Counts, Link, PageOutcome, QueuedRequest, Run } from '../../packages/core/src/frontier/store.ts'

/** The site of every sample that names no other. */
export const SITE = 'https://shop.example'

/** A link to a path of the sample site. */
export function link(path: string, init: Partial<LinkInit> = {}): Link {
  return { ...makeLink({ url: SITE + path, route: 'page', depth: 0, ...init }), site: SITE }
}

/** The same on another site. */
export function linkOn(site: string, path: string, init: Partial<LinkInit> = {}): Link {
  return { ...makeLink({ url: site + path, route: 'page', depth: 0, ...init }), site }
}

/** A page that came to nothing but itself, unless said otherwise. */
export function page(request: QueuedRequest, outcome: Partial<PageOutcome> = {}): PageOutcome {
  const empty = {
    records: [],
    links: [],
    session: undefined,
    suspectSince: undefined,
    provesUntil: undefined,
  }
  return { status: 200, bytes: 100, ...empty, ...outcome, request }
}

/** A record of kind `product`. */
export function record(
  key: string | undefined,
  value: unknown = key ?? 'no key',
  kind = 'product',
): NewRecord {
  return { kind, key, json: JSON.stringify(value) }
}

/** A failure as a 503 gives it. */
export const UNAVAILABLE = { name: 'StatusError', message: 'responded 503', status: 503 }

/** Claims the one request that is next. */
export async function claimOne(run: Run, site = SITE): Promise<QueuedRequest> {
  const [request] = await run.claim(site, 1)
  if (!request) throw new Error('nothing to claim')
  return request
}

/** Claims what is next and commits it as a page. */
export async function visit(run: Run, outcome: Partial<PageOutcome> = {}): Promise<void> {
  await run.commit(page(await claimOne(run), outcome))
}

/** The paths of requests, in order. */
export function paths(requests: readonly { url: string }[]): string[] {
  return requests.map((request) => new URL(request.url).pathname)
}

/** Books in which only what is named is not zero. */
export function books(amounts: Partial<Counts>): Counts {
  const zero = { discovered: 0, waiting: 0, done: 0, failed: 0, suspect: 0, inDoubt: 0, skipped: 0 }
  return { ...zero, skips: {}, records: {}, replaced: {}, bytes: 0, ...amounts }
}
