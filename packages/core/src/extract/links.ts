import { DefinitionError } from '../errors.ts'
import type { Response } from '../http/response.ts'
import { normalizeUrl } from '../http/url.ts'
import { didYouMean } from './nearest.ts'
import type { Selection, Target } from './page.ts'
import type { Plan } from './plan.ts'
import type { SkipReason } from './scope.ts'

/** A link that a page asked for: with the route it goes to, or the reason why it goes nowhere. */
export interface FollowedLink {
  /** Normalised; as it was written where it is no URL. */
  readonly url: string
  readonly route: string
  readonly data: unknown
  readonly skip: SkipReason | undefined
}

/** Collects what a route follows on one page. */
export class Links {
  readonly found: FollowedLink[] = []
  readonly #plan: Plan
  readonly #response: Response

  constructor(plan: Plan, response: Response) {
    this.#plan = plan
    this.#response = response
  }

  /** The `follow` of a page; see `Follow`. */
  readonly follow = (target: Target, route?: string, data?: unknown): void => {
    const routes = Object.keys(this.#plan.crawler.routes)
    if (route !== undefined && !routes.includes(route)) {
      throw new DefinitionError(
        `follow to ${JSON.stringify(route)}, which is no route${didYouMean(route, routes)}`,
      )
    }
    if (target instanceof URL) {
      this.#add(target.href, target, route, data)
      return
    }
    const base = this.#base()
    for (const href of this.#hrefs(target)) this.#add(href, URL.parse(href, base.href), route, data)
  }

  #add(href: string, url: URL | null, route: string | undefined, data: unknown): void {
    if (!url) {
      this.found.push({ url: href.slice(0, 2_000), route: '', data: undefined, skip: 'not a URL' })
      return
    }
    const target = route ?? this.#plan.paths.routeOf(url)
    const skip = this.#plan.scope(url) ?? (target === undefined ? 'no route' : undefined)
    // What is set aside may be a whole file in a data: URL.
    const address = skip ? normalizeUrl(url).slice(0, 2_000) : normalizeUrl(url, this.#plan.crawler)
    this.found.push({ url: address, route: skip ? '' : (target ?? ''), data: skip ? undefined : data, skip })
  }

  #hrefs(target: string | Selection): string[] {
    const { $ } = this.#response
    const selection = typeof target === 'string' ? $(target) : target
    return selection.toArray().flatMap((node) => {
      const own = $(node).attr('href')
      if (own !== undefined) return [own]
      return $(node)
        .find('a[href]')
        .toArray()
        .map((link) => $(link).attr('href') ?? '')
    })
  }

  /** The page's own base, which a `<base href>` may move (HTML Standard section 4.2.3). */
  #base(): URL {
    const { $, url } = this.#response
    const href = $('base[href]').first().attr('href')
    return (href === undefined ? undefined : URL.parse(href, url.href)) ?? url
  }
}
