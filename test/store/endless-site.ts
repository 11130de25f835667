import type { Link, PageOutcome, QueuedRequest } from '../../packages/core/src/frontier/store.ts'
import { link, page, record } from './samples.ts'

/** The number of a page of the endless site. */
export function numberOf(request: { readonly url: string }): number {
  return Number(new URL(request.url).pathname.slice(1))
}

/** The start of the endless site. */
export const START = link('/0')

/**
 * What a page of a site without end comes to: three new links, a dozen known ones, a record that
 * must be single.
 */
export function endlessPage(request: QueuedRequest): PageOutcome {
  const number = numberOf(request)
  return page(request, {
    bytes: number,
    links: [...children(number), ...known(number)],
    records: [record(undefined, number, 'page'), record(String(number % 10), number, 'digit')],
    session: number % 5 === 0 ? Buffer.from(`session ${number}`) : undefined,
  })
}

/** Three that only this page has; the third is not to be fetched. */
function children(number: number): Link[] {
  return [1, 2, 3].map((child) =>
    link(`/${number * 3 + child}`, { skip: child === 3 ? 'off-site' : undefined }),
  )
}

/** The pages that led here, and what one of them did not want to fetch. */
function known(number: number): Link[] {
  if (number === 0) return [START]
  const parent = Math.floor((number - 1) / 3)
  return [link(`/${parent}`), link(`/${parent * 3 + 3}`), ...known(parent)]
}
