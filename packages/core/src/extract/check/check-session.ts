import { checkOptions } from '../../session/check/check-options.ts'
import { sessionRules } from '../../session/check/session-rules.ts'
import { messageOf } from '../../thrown.ts'

/** The options of a session that a crawler gives by itself, each with what to do instead. */
const REMEDIES = {
  retry: 'write tries and retryStatuses of the crawler instead',
  site: 'write site of the crawler instead',
  parser: 'write parser of the crawler instead',
  turns: 'write rate of the crawler instead',
  stateFile: 'leave it out, the store keeps its sessions',
}

/** What is wrong with the session of a crawler, or of an account. */
export function* sessionComplaints(session: unknown, place = 'session'): Generator<string> {
  if (session === undefined) return
  for (const [option, remedy] of Object.entries(REMEDIES)) {
    if (typeof session === 'object' && session !== null && option in session)
      yield `${place}.${option} has no effect in a crawler: ${remedy}`
  }
  try {
    checkOptions(place, session, sessionRules, `${place}.`)
  } catch (error) {
    yield messageOf(error)
  }
}
