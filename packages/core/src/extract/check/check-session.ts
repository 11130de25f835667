/** The options of a session that a crawler gives by itself, and the fields that they come from. */
const FIELDS = { retry: 'tries and retryStatuses', site: 'site', parser: 'parser', turns: 'rate' }

/** What is wrong with the session of a crawler, or of an account; its options it checks itself. */
export function* sessionComplaints(session: unknown, place = 'session'): Generator<string> {
  if (typeof session !== 'object' || session === null) return
  for (const [option, field] of Object.entries(FIELDS)) {
    if (option in session)
      yield `${place}.${option} has no effect in a crawler: write ${field} of the crawler instead`
  }
}
