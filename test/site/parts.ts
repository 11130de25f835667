import type { Sessions } from './account/sessions.ts'
import type { Tokens } from './api/tokens.ts'
import type { Catalogue } from './catalogue/catalogue.ts'
import type { SiteOptions } from './options.ts'
import type { Counts } from './server/counts.ts'

/** What the handlers of one site share. */
export interface Parts {
  readonly options: SiteOptions
  readonly catalogue: Catalogue
  readonly sessions: Sessions
  readonly tokens: Tokens
  readonly counts: Counts
}
