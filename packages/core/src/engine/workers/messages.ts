import type { Leads } from '../../extract/follow/leads.ts'
import type { ResponseParts } from '../../http/response-parts.ts'
import type { ErrorParts } from './error-parts.ts'

/** What a worker is started with. */
export interface WorkerStart {
  /** The URL of the module that exports the crawler. */
  readonly module: string
  readonly name: string
  /** See `likenessOf`. */
  readonly likeness: string
}

/** What a worker says first: that it is ready, or why it cannot be. */
export interface WorkerReady {
  readonly problem: string | undefined
}

/** A page on its way to a worker. */
export interface PageMessage {
  /** `PageParts` as JSON, which crosses threads faster than that many small objects do. */
  readonly page: string
  readonly body: Uint8Array<ArrayBuffer>
}

/** All of a page but its body. */
export interface PageParts {
  readonly route: string
  readonly data: unknown
  readonly account: string
  readonly response: Omit<ResponseParts, 'body'>
}

/** What a worker has made of a page, in the order in which the pages came. */
export type AnswerMessage =
  | {
      readonly records: readonly (readonly [key: string | undefined, json: string])[]
      /** As JSON, for the same reason. */
      readonly links: string
      readonly leads: Leads
      readonly files: readonly string[]
    }
  | { readonly error: ErrorParts }
