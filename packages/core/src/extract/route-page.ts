import type { CheerioAPI } from 'cheerio/slim'

import type { Response } from '../http/response.ts'
import { formOn } from './follow/filled-form.ts'
import type { Links } from './follow/links.ts'
import type { Plan } from './plan.ts'
import { tryAgainOn } from './route/try-again.ts'
import type { SavedNames } from './save/saved-names.ts'

/**
 * What a route is given, whatever its crawler: see `Page`.
 *
 * A class, since what the getter of a literal refers to is kept until V8 collects its old generation: the tree of each page.
 */
export class RoutePage {
  readonly url: URL
  readonly response: Response
  readonly account: string
  readonly data: unknown
  readonly params: object
  readonly follow: Links['follow']
  readonly form: ReturnType<typeof formOn>
  readonly save: SavedNames['save']
  readonly tryAgain: ReturnType<typeof tryAgainOn>

  constructor(
    plan: Plan,
    route: string,
    response: Response,
    account: string,
    data: unknown,
    { links, saved }: { readonly links: Links; readonly saved: SavedNames },
  ) {
    this.url = response.url
    this.response = response
    this.account = account
    this.data = data
    this.params = plan.paths.params(route, response.url)
    this.follow = links.follow
    this.form = formOn(response)
    this.save = saved.save
    this.tryAgain = tryAgainOn({ url: response.url, route })
  }

  get $(): CheerioAPI {
    return this.response.$
  }
}
