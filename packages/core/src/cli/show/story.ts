import type { SkipReason } from '../../extract/follow/scope.ts'
import type { RequestStory } from '../../frontier/request-story.ts'
import type { RobotsRule } from '../../frontier/robots/parse-robots.ts'
import type { RunSummary } from '../../frontier/store.ts'
import { endingText } from './endings.ts'

/** How much is shown of what was sent, in characters. */
const LONGEST_BODY = 200

const TRAP =
  'it looks like an address that a site makes up without end; traps: false in the crawler follows it'

/** What decided that a page was skipped, and what would change it. */
const RULES: Readonly<Record<SkipReason, string>> = {
  'robots.txt': "the site's robots.txt forbids it; robots: false in the crawler would crawl it all the same",
  'off-site': "it is not on the crawler's site; name its own in allow if it belongs to the crawl",
  'no route': "it was followed without a route, and the crawler's paths have none for it",
  depth: "it lies more links from the start than the crawler's limits.depth",
  'signs out': 'it would end the session: a link that signs out is never followed',
  'ends the session': 'whoever opened it was signed out each time',
  'not http': 'it is no address of the web, but as mailto: or javascript: are',
  'not a URL': 'what stands in the link is no address that could be fetched',
  'not modified': 'its sitemap says that it has not changed since',
  'nested too deep': 'sitemaps lead to it through more sitemaps than the protocol has',
  'trap: long address': TRAP,
  'trap: deep path': TRAP,
  'trap: repeated path': TRAP,
  'trap: repeated query': TRAP,
  'trap: nested address': TRAP,
  'trap: nothing new': `${TRAP}: the pages that led to it brought no record, and nothing new`,
}

/** What else is known where a story is told. */
export interface StoryContext {
  readonly run: RunSummary | undefined
  /** The line of robots.txt that speaks of the URL. */
  readonly robots: RobotsRule | undefined
}

/** What became of a URL, and how it came to that. */
export function storyLines(story: RequestStory, context: StoryContext): string[] {
  const facts = [...ruleOf(story, context), ...factsOf(story)].map(
    ([label, text]) => `  ${label.padEnd(9)}${text.replaceAll('\n', '\n         ')}`,
  )
  return [requestOf(story), `  ${outcomeOf(story)}`, ...facts]
}

/** The URL, and what was sent there. */
function requestOf({ method, url, body }: RequestStory): string {
  if (method === 'GET') return url
  return body === undefined ? `${method} ${url}` : `${method} ${url}  ${body.slice(0, LONGEST_BODY)}`
}

function outcomeOf({ state, reason, status, due }: RequestStory): string {
  if (state === 'skipped') return `skipped: ${reason}`
  if (state === 'failed') return `failed: ${reason}`
  if (due) return `waiting until ${due.toISOString()}`
  return status === undefined || state === 'waiting' ? state : `${state}, responded ${status}`
}

type Fact = readonly [label: string, text: string]

/** What decided, where it was not the page itself. */
function ruleOf({ state, reason = '' }: RequestStory, { robots, run }: StoryContext): Fact[] {
  if (state === 'waiting') return waitsFor(run).map((text) => ['rule', text])
  const rule = (RULES as Readonly<{ [reason: string]: string }>)[reason]
  if (state !== 'skipped' || rule === undefined) return []
  if (reason !== 'robots.txt' || !robots) return [['rule', rule]]
  const line = `line ${robots.line} of robots.txt, ${robots.allows ? 'Allow' : 'Disallow'}: ${robots.path}`
  return [
    ['rule', line],
    ['', rule],
  ]
}

function waitsFor(run: RunSummary | undefined): string[] {
  if (run?.asked === 'pause') return ['the run is paused: latchkey resume goes on']
  if (!run || run.owner) return []
  const ending = run.reason === undefined ? 'was cut off' : endingText(run.reason)
  return [`the run ${ending} before its turn came; the same command goes on`]
}

function factsOf(story: RequestStory): Fact[] {
  const { state, reason = '', route, depth, tries, account, epoch, path } = story
  const facts: Fact[] = headersOf(story).map((line, index) => [index === 0 ? 'headers' : '', line])
  if (route !== '') facts.push(['route', `${route}, depth ${depth}`])
  if (state !== 'skipped') facts.push(['tries', triesOf(state, tries, reason)])
  if (account !== '') facts.push(['account', account])
  if (epoch) facts.push(['login', `fetched under login ${epoch} of its process`])
  return [...facts, ...path.map((page, index): Fact => [index === 0 ? 'from' : '', page])]
}

/** The headers of the link, as they are sent. */
function headersOf({ headers = '{}' }: RequestStory): string[] {
  return Object.entries(JSON.parse(headers) as object).map(([name, value]) => `${name}: ${value}`)
}

function triesOf(state: string, tries: number, reason: string): string {
  const failed = `${tries} failed`
  return tries === 0 || state === 'failed' ? failed : `${failed}, the last: ${reason}`
}
