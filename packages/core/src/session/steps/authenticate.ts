import { BodyError, DefinitionError, RequestError } from '../../errors.ts'
import type { Request } from '../../http/request.ts'
import type { Auth, AuthContext, AuthFlow, AuthResponse } from '../auth/auth.ts'

// Digest needs four at most: a nonce from an earlier page, a challenge, and two stale nonces.
const MAX_ROUNDS = 8

/**
 * Sends a request with credentials, in as many rounds as they need; gives the response of the last.
 *
 * @throws {BodyError} `BODY_NOT_REPLAYABLE` when a second round needs a body that is a stream.
 * @throws {RequestError} `AUTH_ROUNDS` when there is no end to the rounds.
 */
export async function authenticate<R extends AuthResponse>(
  request: Request,
  auth: Auth | undefined,
  next: (request: Request) => Promise<R>,
  context: AuthContext,
): Promise<R> {
  if (!auth) return next(request)
  const sign = typeof auth === 'function' ? auth : auth.sign
  const signed = await sign(request, context)
  return isFlow(signed) ? runFlow(request, signed, next) : next(checked(signed))
}

async function runFlow<R extends AuthResponse>(
  request: Request,
  flow: AuthFlow,
  next: (request: Request) => Promise<R>,
): Promise<R> {
  const sent = new Set<unknown>()
  let response: R | undefined
  try {
    let step = await flow.next()
    for (let round = 1; !step.done; round += 1) {
      if (round > MAX_ROUNDS) throw endless(request)
      assertSendable(checked(step.value), sent)
      response = await next(step.value)
      step = await flow.next(response)
    }
  } finally {
    await flow.return()
  }
  return response ?? next(request)
}

function isFlow(signed: Request | AuthFlow): signed is AuthFlow {
  return typeof signed === 'object' && signed !== null && 'next' in signed && 'return' in signed
}

function checked(signed: Request | undefined): Request {
  if (signed?.headers) return signed
  throw new DefinitionError('an auth function gave no request: return or yield the request that it signed')
}

function assertSendable(request: Request, sent: Set<unknown>): void {
  const { body } = request
  if (!body || body.replayable) return
  if (sent.has(body)) {
    throw new BodyError(
      'BODY_NOT_REPLAYABLE',
      request,
      'authentication needs the body a second time, and a stream can be sent only once: ' +
        'give bytes or a function that opens it again, or GET a page first so that the challenge is known',
    )
  }
  sent.add(body)
}

function endless(request: Request): RequestError {
  return new RequestError(
    'AUTH_ROUNDS',
    request,
    `authentication did not end after ${MAX_ROUNDS} rounds: let the auth generator return`,
  )
}
