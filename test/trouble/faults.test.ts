import { crawl, defineCrawler, SqliteStore, type RequestStory } from 'latchkey'
import { expect, test } from 'vitest'

import { requestKey } from '../../packages/core/src/frontier/link.ts'
import { startSite, type Site } from '../site/index.ts'

/** What becomes of each page of /faults/: the state, or what a failed one says. */
const outcomes: { readonly [fault: string]: string | RegExp } = {
  reset: /the server closed the connection before it answered$/,
  'reset-mid': /the body was cut off/,
  truncated: /the body was cut off/,
  'truncated-chunked': /the body was cut off/,
  'wrong-length': 'done',
  'not-http': /does not begin with an HTTP status line$/,
  'gzip-bomb': /the body grows more than 200-fold when decoded, as a bomb does/,
  'truncated-gzip': /the body was cut off or damaged on its way \(truncated-encoding\)$/,
  'bad-gzip': 'done',
  'bad-charset': 'done',
  'big-header': 'done',
  empty: 'done',
  'not-html': 'done',
  'redirect-loop': /redirects in a circle/,
  'many-links?n=1000': 'done',
  'huge?mb=20': 'done',
  'deep?n=5000': 'done',
  'bad-links': 'done',
  'heals/index?after=2': 'done',
  'status/404': /responded 404$/,
  'status/500': /responded 500$/,
}

test('a crawl of every fault ends by itself, each page has its outcome, and the books balance', async () => {
  await using site = await startSite({ robots: 'User-agent: *\nDisallow: /search' })
  await using store = new SqliteStore(':memory:')
  const seen: string[] = []
  const report = await crawl(everyFault(site, seen), { store })

  expect(report).toMatchObject({ reason: 'finished', waiting: 0, suspect: 0, inDoubt: 0, exitCode: 3 })
  expect(report.discovered).toBe(report.done + report.failed + report.skipped)
  expect(seen.toSorted()).toEqual(Object.keys(outcomes).toSorted())
  for (const [fault, outcome] of Object.entries(outcomes)) {
    const story = await storyOf(store, `${site.url}/faults/${fault}`)
    if (typeof outcome === 'string') expect(story, fault).toMatchObject({ state: outcome })
    else expect(story, fault).toMatchObject({ state: 'failed', reason: expect.stringMatching(outcome) })
  }
  expect(await triesOf(store, site)).toEqual({
    reset: 3,
    truncated: 3,
    'truncated-gzip': 3,
    'status/500': 3,
    'status/404': 1,
    'not-http': 1,
  })
  // 1,000 links of one page; those that lead nowhere each have their reason.
  expect(report.skips).toMatchObject({
    'not a URL': 6,
    'off-site': 6,
    'robots.txt': 1,
    'trap: long address': 1,
  })
  expect(report.done).toBeGreaterThan(1_000)
})

/** Follows every fault, and on each page every link one step further. */
function everyFault(site: Site, seen: string[]) {
  return defineCrawler({
    name: 'faults',
    start: `${site.url}/faults/`,
    routes: {
      list({ $, follow }) {
        seen.push(
          ...$('a.fault')
            .toArray()
            .map((link) => $(link).text()),
        )
        follow('a.fault', 'fault')
      },
      fault: ({ follow }) => follow('a', 'end'),
      end() {},
    },
  })
}

async function storyOf(store: SqliteStore, url: string): Promise<RequestStory | undefined> {
  return store.find('faults', requestKey('GET', url, undefined, ''))
}

/** How often each was fetched: what may pass three times, what lasts once. */
async function triesOf(store: SqliteStore, site: Site): Promise<{ [fault: string]: number | undefined }> {
  const faults = ['reset', 'truncated', 'truncated-gzip', 'status/500', 'status/404', 'not-http']
  const tries = faults.map(async (fault) => {
    const story = await storyOf(store, `${site.url}/faults/${fault}`)
    return [fault, story?.tries] as const
  })
  return Object.fromEntries(await Promise.all(tries))
}
