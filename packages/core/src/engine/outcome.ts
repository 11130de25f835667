import { RecordError } from '../errors.ts'
import type { Extraction } from '../extract/extract.ts'
import { keyOf } from '../extract/keys.ts'
import type { Plan } from '../extract/plan.ts'
import { makeLink } from '../frontier/link.ts'
import type { NewRecord, PageOutcome, QueuedRequest } from '../frontier/store.ts'
import type { SignedInPage, SignedInSession } from './login/signed-in-session.ts'
import { Spoiled } from './stop.ts'

/**
 * What a page came to, as the store keeps it.
 *
 * @throws {Spoiled} when the session was renewed since the page was asked for.
 * @throws {RecordError} when a record has no key where it should, or cannot be kept as JSON.
 */
export function outcomeOf(
  plan: Plan,
  request: QueuedRequest,
  page: SignedInPage,
  { records, links }: Extraction,
  session: SignedInSession,
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
    records: records.map((record) => toRecord(plan, route, record, response.url)),
    links: links.map((link) => makeLink({ ...link, depth, account })),
    session: session.changedState(),
    suspectSince: plan.crawler.login?.signedIn && !page.proven ? page.arrivedAt : undefined,
    provesUntil: page.proven ? page.askedAt : undefined,
  }
}

function toRecord(plan: Plan, kind: string, record: unknown, url: URL): NewRecord {
  const key = keyOf(plan, kind, record, url)
  try {
    const json: string | undefined = JSON.stringify(record)
    if (json !== undefined) return { kind, key, json }
  } catch (error) {
    const message = `cannot be kept as JSON: ${error instanceof Error ? error.message : String(error)}`
    throw new RecordError({ kind, url }, [{ path: '', message }], { cause: error })
  }
  throw new RecordError({ kind, url }, [
    { path: '', message: `is ${typeof record}, which JSON does not have` },
  ])
}
