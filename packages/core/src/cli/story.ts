import type { RequestStory } from '../frontier/store.ts'

/** What decided that a page was skipped, and what would change it. */
const RULES: Readonly<{ [reason: string]: string }> = {
  'robots.txt': "the site's robots.txt forbids it; robots: false in the crawler would crawl it all the same",
  'off-site': "it is not on the crawler's site; name its own in allow if it belongs to the crawl",
  'no route': "it was followed without a route, and the crawler's paths have none for it",
  'not a URL': 'what stands in the link is no address that could be fetched',
}

/** What became of a URL, and how it came to that. */
export function storyLines(story: RequestStory): string[] {
  const facts = factsOf(story).map(([label, text]) => `  ${label.padEnd(9)}${text}`)
  return [story.url, `  ${outcomeOf(story)}`, ...facts]
}

function outcomeOf({ state, reason, status, due }: RequestStory): string {
  if (state === 'skipped') return `skipped: ${reason}`
  if (state === 'failed') return `failed: ${reason}`
  if (due) return `waiting until ${due.toISOString()}`
  return status === undefined || state === 'waiting' ? state : `${state}, responded ${status}`
}

type Fact = readonly [label: string, text: string]

function factsOf({ state, reason = '', route, depth, tries, account, epoch, path }: RequestStory): Fact[] {
  const facts: Fact[] = []
  const rule = RULES[reason]
  if (state === 'skipped' && rule !== undefined) facts.push(['rule', rule])
  if (route !== '') facts.push(['route', `${route}, depth ${depth}`])
  if (state !== 'skipped') facts.push(['tries', triesOf(state, tries, reason)])
  if (account !== '') facts.push(['account', account])
  if (epoch) facts.push(['login', `fetched under login ${epoch} of its process`])
  return [...facts, ...path.map((page, index): Fact => [index === 0 ? 'from' : '', page])]
}

function triesOf(state: string, tries: number, reason: string): string {
  const failed = `${tries} failed`
  return tries === 0 || state === 'failed' ? failed : `${failed}, the last: ${reason}`
}
