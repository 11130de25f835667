import { isHttp } from '../../http/url.ts'
import { didYouMean } from '../../session/check/nearest.ts'
import { shown } from '../../session/check/rule.ts'
import type { Crawler } from '../definition.ts'
import { startsOf, type Start } from '../start.ts'

const PAGE_FIELDS = ['url', 'route', 'data', 'account']
const SITEMAP_FIELDS = ['sitemap', 'route', 'data', 'account', 'since']

/** What is wrong with where a crawler begins, each with its mend. */
export function* startComplaints(crawler: Crawler): Generator<string> {
  const starts = startsOf(crawler)
  if (starts.length === 0) yield 'start is empty: name at least one URL'
  yield* fieldComplaints([crawler.start].flat())
  for (const { url: address, route, since } of starts) {
    const url = URL.parse(String(address))
    if (!url || !isHttp(url)) {
      yield `start has ${shown(address)}: write a whole URL, as in "https://shop.example/orders"`
    } else if (route && !Object.hasOwn(crawler.routes, route)) {
      yield `start goes to ${shown(route)}, which is no route${didYouMean(route, Object.keys(crawler.routes))}`
    } else if (since !== undefined && since !== 'last run' && Number.isNaN(new Date(since).getTime())) {
      yield `start has since ${shown(since)}: write a date, as in "2026-11-21", or "last run"`
    }
  }
}

function* fieldComplaints(starts: readonly Start[]): Generator<string> {
  for (const start of starts) {
    if (typeof start !== 'object' || start instanceof URL || start === null) continue
    const [kind, known] = 'sitemap' in start ? ['a sitemap', SITEMAP_FIELDS] : ['a page', PAGE_FIELDS]
    for (const field of Object.keys(start)) {
      if (!known.includes(field))
        yield `start has ${field}, which is no field of ${kind}${didYouMean(field, known)}`
    }
  }
}
