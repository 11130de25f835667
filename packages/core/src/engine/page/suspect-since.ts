import type { Plan } from '../../extract/plan.ts'
import type { SignedInPage } from '../login/signed-in-page.ts'

/** When a page had arrived that may be of a dead session, for all that it shows; `undefined` for one beyond doubt. */
export function suspectSince({ crawler }: Plan, page: SignedInPage): number | undefined {
  return crawler.login?.signedIn && !page.proven ? page.arrivedAt : undefined
}
