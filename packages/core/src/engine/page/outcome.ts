import type { Plan } from '../../extract/plan.ts'
import type { PageOutcome, QueuedRequest } from '../../frontier/store.ts'
import type { AccountSession } from '../login/account-session.ts'
import type { SignedInPage } from '../login/signed-in-page.ts'
import type { PageRead } from '../workers/extractor.ts'
import { Spoiled } from './broken-off.ts'
import { queuedLink } from './queued-link.ts'
import { suspectSince } from './suspect-since.ts'

/**
 * What a page came to, as the store keeps it.
 *
 * @throws {Spoiled} when the session was renewed since the page was asked for.
 */
export function outcomeOf(
  plan: Plan,
  request: QueuedRequest,
  page: SignedInPage,
  { records, links }: PageRead,
  session: AccountSession,
): PageOutcome {
  // What was fetched before the session turned out to be dead may be spoiled: it is fetched again.
  if (session.isSpoiled(page)) throw new Spoiled()
  const { route, account } = request
  const { response } = page
  const depth = request.depth + 1
  return {
    request,
    status: response.status,
    bytes: response.body.byteLength,
    records: records.map(({ key, json }) => ({ kind: route, key, json })),
    links: links.map((link) => queuedLink(plan, link, { depth, account })),
    epoch: page.epoch,
    session: session.changedState(),
    suspectSince: suspectSince(plan, page),
    provesUntil: page.proven ? page.askedAt : undefined,
  }
}
