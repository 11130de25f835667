import { hash } from 'node:crypto'

import type { Link, PageOutcome, QueuedRequest, Run } from '../../packages/core/src/frontier/store.ts'
import { Times } from './times.ts'

export const SITE = 'https://shop.example'

/** Pages that end at once: as many as the store commits together. */
export const GROUP = 16

/** Links of a page, and how many of them nobody has met yet. */
const LINKS = 60
const NEW_LINKS = 6
/** Of the known links of a page, those that are on every page: its navigation. */
const NAVIGATION = 30

/** The links of a crawl by number: 0 is the first that was ever met. */
export function link(number: number): Link {
  const url = `${SITE}/category/products/${number}`
  return {
    key: hash('sha1', url, 'buffer').subarray(0, 16),
    url,
    method: 'GET',
    headers: undefined,
    body: undefined,
    route: 'product',
    data: undefined,
    site: SITE,
    account: '',
    depth: 1,
    priority: 0,
    skip: undefined,
  }
}

/** The links from one number up to another. */
export function links(from: number, to: number): Link[] {
  return Array.from({ length: to - from }, (_, index) => link(from + index))
}

/** Makes pages as a shop has them, each with new links behind all that are known. */
export class Pages {
  #known: number

  constructor(known: number) {
    this.#known = known
  }

  /** One record, and 60 links: six new ones, thirty that are on every page, the rest from anywhere. */
  of(request: QueuedRequest): PageOutcome {
    const found = links(this.#known, this.#known + NEW_LINKS)
    const navigation = links(0, NAVIGATION)
    const others = Array.from({ length: LINKS - NEW_LINKS - NAVIGATION }, () =>
      link(Math.floor(Math.random() * this.#known)),
    )
    this.#known += NEW_LINKS
    const json = `{"id":${request.id},"name":"A thing","price":12.5}`
    return {
      request,
      status: 200,
      bytes: 30_000,
      records: [{ kind: 'product', key: String(request.id), json }],
      links: [...found, ...navigation, ...others],
      session: undefined,
      suspectSince: undefined,
      provesUntil: undefined,
    }
  }
}

/** Claims a group and commits it, as that many visits at once do. */
export async function visit(
  run: Run,
  source: Pages,
  { claims = new Times(), commits = new Times() }: { readonly claims?: Times; readonly commits?: Times } = {},
): Promise<void> {
  const requests = await claims.take(() => run.claim(SITE, GROUP))
  const outcomes = requests.map((request) => source.of(request))
  await commits.take(() => Promise.all(outcomes.map((outcome) => run.commit(outcome))))
}
