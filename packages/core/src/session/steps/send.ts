import type { Request } from '../../http/request.ts'
import { credentialsFor } from '../auth/credentials-for.ts'
import type { Call, Step } from '../call/call.ts'
import { authenticate } from './authenticate.ts'
import { carryCookies } from './carry-cookies.ts'
import { followRedirects } from './follow-redirects.ts'
import { receive } from './receive.ts'
import { resendStale } from './resend-stale.ts'
import { withRetries } from './with-retries.ts'

/**
 * Everything that happens to a request between the session and the socket, from the outside in:
 * redirects, credentials for each hop, tries for each round, the body, cookies, the exchange itself.
 */
export const send: Step = (request, call) => followRedirects(request, call, signed)

const signed: Step = (request, call) => {
  const auth = credentialsFor(request, call.credentials)
  if (!auth) return tried(request, call)
  return authenticate(request, auth, (round) => tried(round, call), call.authContext)
}

const tried: Step = (request, call) => withRetries(request, call, received)

const received: Step = (request, call) => receive(request, call, cookied)

const cookied = (request: Request, call: Call) => carryCookies(request, call, resendStale)
