import { credentialsFor } from '../auth/credentials-for.ts'
import type { WireStep, Step } from '../call/call.ts'
import { announce } from './announce.ts'
import { authenticate } from './authenticate.ts'
import { carryCookies } from './carry-cookies.ts'
import { followRedirects } from './follow-redirects.ts'
import { keepCookies } from './keep-cookies.ts'
import { receive } from './receive.ts'
import { resendStale } from './resend-stale.ts'
import { takeTurn } from './take-turn.ts'
import { withRetries } from './with-retries.ts'

/**
 * Everything that happens to a request between the session and the socket, from the outside in: redirects, credentials
 * for each hop, tries for each round, the hooks, its turn, the cookies that go out, the body, the cookies that come in.
 */
export const send: Step = (request, call) => followRedirects(request, call, signed)

const signed: Step = (request, call) => {
  const auth = credentialsFor(request, call.credentials)
  if (!auth) return tried(request, call)
  return authenticate(request, auth, (round) => tried(round, call), call.authContext)
}

const tried: Step = (request, call) => withRetries(request, call, announced)

const announced: Step = (request, call) => announce(request, call, inTurn)

const inTurn: Step = (request, call) => takeTurn(request, call, cookied)

const cookied: Step = (request, call) => carryCookies(request, call, received)

const received: Step = (request, call) => receive(request, call, kept)

const kept: WireStep = (request, call) => keepCookies(request, call, resendStale)
