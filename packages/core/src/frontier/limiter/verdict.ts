import { NetworkError, TimeoutError, withoutCredentials } from '../../errors.ts'
import { retryAfter } from '../../http/fields/retry-after.ts'
import { Response } from '../../http/response.ts'

/** What the outcome of a request says about its site: it is well, it fails, it wants to be left alone, or nothing. */
export type Verdict =
  | { readonly kind: 'well'; readonly isPage: boolean }
  | { readonly kind: 'failing'; readonly problem: string }
  /** `wait` in milliseconds; `undefined` where the site does not say how long. */
  | { readonly kind: 'put off'; readonly problem: string; readonly wait: number | undefined }
  | { readonly kind: 'nothing' }

/** Says that a site is not well. */
export type Trouble = Extract<Verdict, { readonly problem: string }>

/** Statuses by which a site asks to be left alone. */
const PUT_OFF: ReadonlySet<number> = new Set([429, 503])

/** A day: who asks for longer is asked again all the same. */
const LONGEST_WAIT = 86_400_000

/** What this machine lacks is not the site's fault. */
const OURS: ReadonlySet<string> = new Set(['QUEUE_TIMEOUT', 'EMFILE', 'ENFILE', 'CLOSED'])

const PAGE: Verdict = { kind: 'well', isPage: true }
const NO_PAGE: Verdict = { kind: 'well', isPage: false }
const NOTHING: Verdict = { kind: 'nothing' }

/** @param outcome - A response, or the error that came in its place. */
export function verdictOn(outcome: unknown): Verdict {
  if (outcome instanceof Response) return verdictOnResponse(outcome)
  const isOutOfReach = outcome instanceof NetworkError || outcome instanceof TimeoutError
  return isOutOfReach && !OURS.has(outcome.code) ? { kind: 'failing', problem: outcome.message } : NOTHING
}

function verdictOnResponse(response: Response): Verdict {
  const { status, ok, method, url } = response
  if (ok) return url.pathname === '/robots.txt' ? NO_PAGE : PAGE
  const isPutOff = PUT_OFF.has(status)
  if (status < 500 && !isPutOff) return NO_PAGE
  const problem = `${method} ${withoutCredentials(url)}: responded ${status}`
  return isPutOff ? { kind: 'put off', problem, wait: waitOf(response) } : { kind: 'failing', problem }
}

function waitOf({ headers }: Response): number | undefined {
  const until = retryAfter(headers.get('retry-after'))
  return until && Math.min(Math.max(0, until.getTime() - Date.now()), LONGEST_WAIT)
}
