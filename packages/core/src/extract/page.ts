import type { Cheerio, CheerioAPI } from 'cheerio/slim'

import type { Response } from '../http/response.ts'
import type { Input, Output, Schema } from './definition.ts'
import type { FilledForm, FormFields, FormOptions } from './follow/filled-form.ts'
import type { TryAgainOptions } from './route/try-again.ts'

/** What a route is given: one page and what to do with it. */
export interface Page<R extends string, P, D, K extends R> {
  /** The page's address after redirects. */
  readonly url: URL
  /** cheerio on the page, parsed when first used; a copy by `{ ...page }` has none. */
  readonly $: CheerioAPI
  readonly response: Response
  /** The account that it was fetched as; empty where the crawler names none. */
  readonly account: string
  /** What `follow` gave along, checked by the schema in `data`. */
  readonly data: K extends keyof D ? (D[K] extends Schema ? Output<D, K> : undefined) : undefined
  /** The named parts of the route's path; of several paths those that all of them have. */
  readonly params: K extends keyof P ? Parameters<P[K]> : {}
  /** Puts links in the queue. */
  readonly follow: Follow<R, D>
  /**
   * Fills in a form of the page, for `follow`: it is sent as a browser sends it, with its hidden fields and defaults, by the
   * method, to the address and in the charset that it says. A selected element that is no form stands for the one it lies in;
   * of several each is sent.
   */
  readonly form: (form: string | Selection, fields?: FormFields, options?: FormOptions) => FilledForm
  /**
   * Keeps the body of the page as a file of the crawler's folder, and returns the file's name, for a record. A name is a
   * path with `/`, which takes the place of a file of that name; without one the file is called by its content, so that
   * the same document is kept once. It is on the disk before the page's records are kept.
   */
  readonly save: (name?: string) => string
  /**
   * Ends the route, and has its page fetched again: for one that came well, but says that the site is busy, or lacks what
   * should be there. It is a failure that may pass: it takes a try of `tries`, and its reason is what the page failed for
   * when there is none left. What may not be sent twice has failed at once.
   */
  readonly tryAgain: (reason: string, options?: TryAgainOptions) => never
}

/**
 * Puts links in the queue: those of a selector, of a cheerio selection, or one URL.
 *
 * With a route they go there; without one they go where the crawler's `paths` says.
 * `data` goes along to a route that asks for it.
 */
export type Follow<R extends string, D> = <K extends R = never>(
  target: Target,
  route?: K,
  ...data: DataArguments<D, K>
) => void

/**
 * A selector, a URL, a cheerio selection, a submission, or a form. A selected element that is no link stands for the links
 * inside it. The query of a link is sent in the charset of its page, as browsers do; a URL goes as it is.
 */
export type Target = string | URL | Selection | Submission | FilledForm

/**
 * A request that is more than a link: with headers of its own, or such as a search that the site takes only by POST.
 *
 * One that may not be sent twice (POST, PATCH) is held when a crash leaves it unknown whether it was sent, unless
 * the crawler calls its route `idempotent`.
 */
export interface Submission {
  readonly url: URL
  /** Default POST with a form or JSON, else GET. */
  readonly method?: string
  /**
   * Headers of this request, over those of the session. They do not make it another one: of two that differ only in them
   * the first is fetched. The store keeps them as they are, so that none may be a credential.
   */
  readonly headers?: { readonly [name: string]: string }
  /** Sent as a browser's form on the page sends it, in the charset of the page. */
  readonly form?: { readonly [field: string]: string | number | boolean } | URLSearchParams
  /** Sent as JSON. */
  readonly json?: object
}

/** A cheerio selection, of whatever kind of node. */
// oxlint-disable-next-line typescript/no-explicit-any -- cheerio's own node type is not invariant in use
export type Selection = Cheerio<any>

type DataArguments<D, K> = [K] extends [never]
  ? []
  : K extends keyof D
    ? D[K] extends Schema
      ? [data: Input<D, K>]
      : []
    : []

type Parameters<P> = P extends readonly (infer One)[]
  ? Parameters<One>
  : P extends `${string}:${infer Rest}`
    ? { readonly [N in Name<Rest>]: string } & Parameters<Rest>
    : {}

type Name<T extends string> = T extends `${infer Head}${infer Tail}`
  ? Lowercase<Head> extends LetterOrDigit
    ? `${Head}${Name<Tail>}`
    : ''
  : ''

type LetterOrDigit =
  | 'a'
  | 'b'
  | 'c'
  | 'd'
  | 'e'
  | 'f'
  | 'g'
  | 'h'
  | 'i'
  | 'j'
  | 'k'
  | 'l'
  | 'm'
  | 'n'
  | 'o'
  | 'p'
  | 'q'
  | 'r'
  | 's'
  | 't'
  | 'u'
  | 'v'
  | 'w'
  | 'x'
  | 'y'
  | 'z'
  | '0'
  | '1'
  | '2'
  | '3'
  | '4'
  | '5'
  | '6'
  | '7'
  | '8'
  | '9'
  | '_'
