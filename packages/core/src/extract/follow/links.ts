import { DefinitionError, RouteError } from '../../errors.ts'
import { linkUrl } from '../../http/link-url.ts'
import type { Response } from '../../http/response.ts'
import { outputCharset } from '../../http/text/encode-text.ts'
import { isHttp } from '../../http/url.ts'
import { didYouMean } from '../../session/check/nearest.ts'
import { shown } from '../../session/check/rule.ts'
import { messageOf } from '../../thrown.ts'
import type { Selection, Target } from '../page.ts'
import type { Plan } from '../plan.ts'
import { FilledForm } from './filled-form.ts'
import { judgeLink, type FollowedLink } from './judge-link.ts'
import { cannotLead, type Leads } from './leads.ts'
import { linkHeaders } from './link-headers.ts'
import { checkFields, isSubmission, partsOf } from './submission.ts'

/** Collects what a route follows on one page. */
export class Links {
  readonly found: FollowedLink[] = []
  readonly #leads = new Map<string, boolean>()
  readonly #plan: Plan
  readonly #response: Response
  readonly #route: string
  #base: URL | undefined
  #closed = false

  constructor(plan: Plan, response: Response, route: string) {
    this.#plan = plan
    this.#response = response
    this.#route = route
  }

  get leads(): Leads {
    return [...this.#leads]
  }

  /** The route has returned: a link that it follows from now on would be lost. */
  close(): void {
    this.#closed = true
  }

  /** The `follow` of a page; see `Follow`. */
  readonly follow = (target: Target, route?: string, data?: unknown): void => {
    this.#check(target, route, data)
    for (const link of this.#linksOf(target, route)) this.#add(link, data)
  }

  #linksOf(target: Target, route: string | undefined): FollowedLink[] {
    if (target instanceof URL) return [judgeLink(this.#plan, target.href, target, route)]
    if (isSubmission(target)) {
      const link = judgeLink(this.#plan, target.url.href, target.url, route)
      const headers = linkHeaders(target, this.#plan.crawler)
      return [{ ...link, ...partsOf(target, this.#charset), ...(headers && { headers }) }]
    }
    if (target instanceof FilledForm)
      return target.requests.map(({ url, ...sent }) => ({
        ...judgeLink(this.#plan, url.href, url, route),
        ...sent,
      }))
    const base = (this.#base ??= baseOf(this.#response))
    const judge = this.#plan.links.judge(base, this.#charset, route)
    const selection = typeof target === 'string' ? this.#response.$(target) : target
    const hrefs = this.#hrefs(selection)
    if (typeof target === 'string') this.#note(target, selection, route, hrefs.length > 0)
    return hrefs.map(judge)
  }

  #note(selector: string, selection: Selection, route: string | undefined, leads: boolean): void {
    if (leads) this.#leads.set(selector, true)
    else if (cannotLead(selection, route === this.#route) && !this.#leads.has(selector))
      this.#leads.set(selector, false)
  }

  /** What the page's links and forms are sent in. */
  get #charset(): string {
    return outputCharset(this.#response.charset)
  }

  #check(target: Target, route: string | undefined, data: unknown): void {
    if (this.#closed) {
      const place = { url: this.#response.url, route: this.#route }
      throw new RouteError(
        'ROUTE_LATE',
        place,
        'followed a link after it had returned: await what it waits for',
      )
    }
    const routes = Object.keys(this.#plan.crawler.routes)
    if (route !== undefined && !routes.includes(route)) {
      throw new DefinitionError(
        `follow to ${JSON.stringify(route)}, which is no route${didYouMean(route, routes)}`,
      )
    }
    checkTarget(target)
    checkData(data)
  }

  #add(link: FollowedLink, data: unknown): void {
    this.found.push(data === undefined || link.skip !== undefined ? link : { ...link, data })
  }

  #hrefs(selection: Selection): string[] {
    const { $ } = this.#response
    const hrefs: string[] = []
    for (const node of selection) {
      const own = hrefOf(node)
      if (own === undefined) for (const link of $(node).find('a[href]')) hrefs.push(hrefOf(link) ?? '')
      else hrefs.push(own)
    }
    return hrefs
  }
}

/** No selector begins like this. */
const LIKE_A_URL = /^(?:https?:\/)?\//

/** The page's own base, which a `<base href>` may move, but not out of the web (HTML Standard section 4.2.3). */
function baseOf({ $, url, charset }: Response): URL {
  const href = $('base[href]').attr('href')
  const base = href === undefined ? undefined : linkUrl(href, url, outputCharset(charset))
  return base && isHttp(base) ? base : url
}

function hrefOf(node: { readonly attribs?: { readonly [name: string]: string } }): string | undefined {
  return node.attribs?.['href']
}

function checkTarget(target: Target): void {
  if (target instanceof URL) return
  if (typeof target === 'string') {
    if (!LIKE_A_URL.test(target)) return
    throw new DefinitionError(
      `follow(${JSON.stringify(target)}): a string is a selector. For a URL write follow(new URL(${JSON.stringify(target)}, url))`,
    )
  }
  if (typeof target === 'object' && target !== null) {
    if (isSubmission(target)) return checkFields(target)
    if (target instanceof FilledForm) return
    if (Symbol.iterator in target) return
  }
  throw new DefinitionError(
    `follow was given ${shown(target)}: give it a selector, a URL, a cheerio selection, a form, or a submission with a URL as its url`,
  )
}

function checkData(data: unknown): void {
  if (typeof data !== 'object' && typeof data !== 'bigint') return
  try {
    JSON.stringify(data)
  } catch (error) {
    throw new DefinitionError(`follow was given data that cannot be kept as JSON: ${messageOf(error)}`, {
      cause: error,
    })
  }
}
