import type { QueuedRequest } from '../../frontier/store.ts'
import type { SignedInPage } from '../login/signed-in-page.ts'

/** Where a visit gets its pages from: the site, or an archive. */
export interface Pages {
  /** Whether a page that is asked for again may come out otherwise. */
  readonly mayChange: boolean
  /** @throws {RequestError} when there is none. */
  fetch(request: QueuedRequest, signal: AbortSignal): Promise<SignedInPage>
}
