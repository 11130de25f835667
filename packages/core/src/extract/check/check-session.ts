import { checkOptions } from '../../session/check/check-options.ts'
import { sessionRules } from '../../session/check/session-rules.ts'

/** The options of a session that a crawler gives by itself, and the fields that they come from. */
const FIELDS = { retry: 'tries and retryStatuses', site: 'site', parser: 'parser', turns: 'rate' }

/** What is wrong with the session of a crawler, or of an account. */
export function* sessionComplaints(session: unknown, place = 'session'): Generator<string> {
  if (session === undefined) return
  for (const [option, field] of Object.entries(FIELDS)) {
    if (typeof session === 'object' && session !== null && option in session)
      yield `${place}.${option} has no effect in a crawler: write ${field} of the crawler instead`
  }
  try {
    checkOptions(place, session, sessionRules, `${place}.`)
  } catch (error) {
    yield error instanceof Error ? error.message : String(error)
  }
}
