import type { Site } from '../site.ts'

/** A redirect that is about to be followed. */
export interface RedirectHop {
  readonly status: number
  readonly from: URL
  readonly to: URL
  /** The method of the request that would follow. */
  readonly method: string
}

/** Whether redirects are followed; a function decides each. */
export type RedirectOption =
  | 'follow'
  | 'manual'
  | 'error'
  | ((hop: RedirectHop) => boolean | Promise<boolean>)

/**
 * What a request tells about where it comes from: nothing, on a redirect the page before it, or always this page.
 *
 * As much of it as `strict-origin-when-cross-origin` allows.
 */
export type RefererOption = 'none' | 'auto' | URL | (string & {})

/** How one call treats redirects. */
export interface RedirectPolicy {
  readonly mode: RedirectOption
  readonly max: number
  readonly referer: 'none' | 'auto' | URL
  readonly site: Site
  /** Header names, beside the known ones, that never go to another origin. */
  readonly sensitiveHeaders: readonly string[]
}
