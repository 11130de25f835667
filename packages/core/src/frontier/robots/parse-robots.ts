import { comparable, compilePattern, type Pattern } from './pattern.ts'

/** A line of a robots.txt that allows or forbids. */
export interface RobotsRule {
  readonly allows: boolean
  /** As it was written. */
  readonly path: string
  /** From 1. */
  readonly line: number
}

/** What a robots.txt says to one crawler (RFC 9309). */
export interface RobotsRules {
  allows(url: URL): boolean
  /** The line that decides about a URL; `undefined` where none does, and all is allowed. */
  ruleFor(url: URL): RobotsRule | undefined
  /** Seconds between two requests, as it was written; `undefined` where it does not say. */
  readonly crawlDelay: number | undefined
  /** Absolute. */
  readonly sitemaps: readonly string[]
}

/** What is meant by the name of a line; misspelt as it often is. */
const FIELDS: readonly (readonly [field: Field, name: RegExp])[] = [
  ['agent', /^user[ -]?agent$/i],
  ['allow', /^allow$/i],
  ['disallow', /^(?:diss?all?ow|disallaw|diasllow)$/i],
  ['delay', /^crawl-?delay$/i],
  ['sitemap', /^site-?map$/i],
]
type Field = 'agent' | 'allow' | 'disallow' | 'delay' | 'sitemap'

interface Line {
  readonly field: Field
  readonly value: string
  readonly line: number
}

/** The groups that speak of one name, together. */
interface Group {
  isNamed: boolean
  crawlDelay: number | undefined
  readonly rules: (RobotsRule & { readonly pattern: Pattern })[]
}

/**
 * Reads a robots.txt as it is meant, however it is written.
 *
 * @param token - The crawler's name; where no group speaks of it, those for `*` hold.
 * @param address - Of the robots.txt.
 */
export function parseRobots(text: string, token: string, address: URL): RobotsRules {
  const ours: Group = { isNamed: false, crawlDelay: undefined, rules: [] }
  const everyones: Group = { isNamed: false, crawlDelay: undefined, rules: [] }
  const sitemaps = new Set<string>()
  const spokenTo = new Set<Group>()
  let isHead = false
  for (const { field, value, line } of linesOf(text)) {
    if (field === 'agent') {
      // Only a rule ends the head of a group: what stands between is of other standards.
      if (!isHead) spokenTo.clear()
      isHead = true
      const group = isEveryone(value) ? everyones : isNamed(value, token) ? ours : undefined
      if (group) spokenTo.add(group)
      if (group) group.isNamed = true
    } else if (field === 'sitemap') {
      const sitemap = URL.parse(value, address.href)
      if (sitemap) sitemaps.add(sitemap.href)
    } else if (field === 'delay') {
      if (/^\d+(?:\.\d+)?$/.test(value)) for (const group of spokenTo) group.crawlDelay = Number(value)
    } else {
      isHead = false
      if (value === '') continue
      const rule = { allows: field === 'allow', path: value, line, pattern: compilePattern(value) }
      for (const group of spokenTo) group.rules.push(rule)
    }
  }
  return rulesOf(ours.isNamed ? ours : everyones, [...sitemaps])
}

function rulesOf({ rules, crawlDelay }: Group, sitemaps: readonly string[]): RobotsRules {
  // The longest decides, and of two as long the one that allows: the first that matches, in this order.
  const inOrder = rules.toSorted(
    (a, b) => b.pattern.length - a.pattern.length || Number(b.allows) - Number(a.allows),
  )
  const ruleFor = ({ pathname, search }: URL) => {
    if (pathname === '/robots.txt') return undefined
    const path = comparable(pathname + search)
    return inOrder.find(({ pattern }) => pattern.matches(path))
  }
  return { ruleFor, allows: (url) => ruleFor(url)?.allows ?? true, crawlDelay, sitemaps }
}

function* linesOf(text: string): Generator<Line> {
  // Half a byte order mark is not decoded, and means nothing.
  const lines = text.replace(/^\uFFFD+/, '').split(/\r\n|\r|\n/)
  for (const [index, whole] of lines.entries()) {
    const [written = ''] = whole.split('#', 1)
    const { name, value } = nameAndValue(written.trim())
    const field = FIELDS.find(([, known]) => known.test(name))?.[0]
    if (field) yield { field, value, line: index + 1 }
  }
}

function nameAndValue(line: string): { name: string; value: string } {
  const colon = line.indexOf(':')
  if (colon >= 0) return { name: line.slice(0, colon).trimEnd(), value: line.slice(colon + 1).trimStart() }
  // Some forget the colon.
  const [name = '', value = '', ...more] = line.split(/\s+/)
  return more.length > 0 ? { name: '', value: '' } : { name, value }
}

function isEveryone(agent: string): boolean {
  return /^\*(?:\s|$)/.test(agent)
}

/** A name ends where something else than a letter, `-` or `_` begins, such as a version. */
function isNamed(agent: string, token: string): boolean {
  const [name = ''] = /^[A-Za-z_-]*/.exec(agent) ?? []
  return name.toLowerCase() === token
}
