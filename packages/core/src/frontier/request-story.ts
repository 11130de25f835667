import type { RequestState } from './store.ts'

/** The answer to `why <url>`. */
export interface RequestStory {
  readonly method: string
  readonly url: string
  /** Those that it was followed with, as JSON. */
  readonly headers: string | undefined
  readonly body: string | undefined
  readonly route: string
  readonly state: RequestState
  /** Why it was skipped, or what its last failure said, though it may be done since. */
  readonly reason: string | undefined
  /** Of the last response, if there was one. */
  readonly status: number | undefined
  /** How often it was fetched and failed. */
  readonly tries: number
  /** When it is tried again, if it waits for that. */
  readonly due: Date | undefined
  readonly account: string
  /** The login that it was fetched under, if it was; 0 for none. */
  readonly epoch: number | undefined
  readonly depth: number
  /** The pages that led here, the start first. */
  readonly path: readonly string[]
}
