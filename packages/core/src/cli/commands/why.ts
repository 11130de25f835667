import { DefinitionError } from '../../errors.ts'
import { accountNamed, accountsOf } from '../../extract/accounts.ts'
import type { Crawler } from '../../extract/definition.ts'
import { planOf } from '../../extract/plan.ts'
import { makeLink } from '../../frontier/link.ts'
import type { RequestStory } from '../../frontier/request-story.ts'
import { keptRules } from '../../frontier/robots/robots.ts'
import type { Store } from '../../frontier/store.ts'
import { normalizeUrl } from '../../http/url.ts'
import { loadCrawler } from '../crawler/load.ts'
import { existingStore, runsOf } from '../existing-store.ts'
import { storyLines } from '../show/story.ts'

export interface WhyOptions {
  readonly account?: string
  readonly store: string
  readonly json?: true
}

/** `latchkey why`: what became of a URL in the crawler's last run, and the pages that led to it. */
export async function why(name: string, address: string, options: WhyOptions): Promise<number> {
  const { crawler } = await loadCrawler(name)
  const url = URL.parse(address, planOf(crawler).home.href)
  if (!url)
    throw new DefinitionError(
      `${JSON.stringify(address)} is no URL: write a whole one, or a path on the crawler's site`,
    )
  const { account } = options
  const accounts = account === undefined ? accountsOf(crawler) : [accountNamed(crawler, account)]
  await using store = existingStore(options.store)
  await runsOf(store, crawler.name, options.store)
  const names = accounts.map((each) => each.name)
  const stories = await storiesOf(store, crawler, normalizeUrl(url, crawler), names)
  if (options.json) for (const story of stories) console.log(JSON.stringify(story))
  else if (stories.length > 0) console.log((await told(stories, crawler, store)).join('\n'))
  else console.log(`${url.href}\n  was not discovered: no page that was crawled follows it`)
  return stories.length > 0 ? 0 : 3
}

async function told(stories: readonly RequestStory[], { name }: Crawler, store: Store): Promise<string[]> {
  const lines: string[] = []
  const [run] = await store.runs(name)
  for (const story of stories) {
    // Of what is no URL no robots.txt can say anything.
    const url = URL.parse(story.url)
    const rules = url ? await keptRules(store, url) : undefined
    lines.push(...storyLines(story, { run, robots: url ? rules?.ruleFor(url) : undefined }))
  }
  return lines
}

/** What became of a URL for each account that has met it, and of what was sent there. */
async function storiesOf(
  store: Store,
  crawler: Crawler,
  url: string,
  accounts: readonly string[],
): Promise<RequestStory[]> {
  const stories: RequestStory[] = []
  for (const account of accounts) {
    const { key } = makeLink({ url, account, route: '', depth: 0 })
    const story = await store.find(crawler.name, key)
    if (story) stories.push(story)
  }
  const sent = await store.findSent(crawler.name, url)
  return [...stories, ...sent.filter(({ account }) => accounts.includes(account))]
}
