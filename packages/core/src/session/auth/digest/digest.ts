import { BodyError, RequestError } from '../../../errors.ts'
import type { Request } from '../../../http/request.ts'
import { requestTarget } from '../../../http/url.ts'
import type { Secret } from '../../secret.ts'
import { loginReference } from '../auth-reference.ts'
import { withAuthorization } from '../auth.ts'
import type { AuthContext, AuthResponse, AuthRounds, Credentials } from '../auth.ts'
import { userPassword } from '../user-password.ts'
import type { UserPassword } from '../user-password.ts'
import { parseParameters } from './challenges.ts'
import { digestAnswer } from './digest-answer.ts'
import type { DigestAnswer } from './digest-answer.ts'
import { digestChallengeOf } from './digest-challenge.ts'
import type { DigestChallenge, Protection } from './digest-challenge.ts'
import { digestSpace, withNonce } from './digest-space.ts'
import type { DigestSpace } from './digest-space.ts'

// A nonce may turn stale between the challenge and the answer, but hardly twice.
const MAX_ANSWERS = 3

/**
 * Digest authentication (RFC 7616): the password never goes over the wire.
 *
 * Knows MD5, SHA-256, SHA-512-256 and SHA-512, each also as `-sess`, and answers the strongest challenge. Where the
 * session was let in before, it signs at once; else the first request goes without credentials.
 *
 * @throws {DefinitionError} for control characters.
 * @throws {BodyError} `BODY_NOT_REPLAYABLE` for a stream that would have to be sent or hashed twice.
 * @throws {RequestError} `DIGEST_PROOF` when the server cannot show that it knows the password.
 */
export function digest(user: string | Secret, password: string | Secret): Credentials {
  const read = userPassword(user, password)
  return {
    scheme: 'Digest',
    refer: (keepsSecrets) => loginReference('Digest', user, password, keepsSecrets),
    sign: (request, context) => rounds(request, context, read()),
  }
}

async function* rounds(request: Request, { state }: AuthContext, login: UserPassword): AuthRounds {
  const known = state.digest.find(request.url, login.user)
  let space = known
  let answer = space && (await answerTo(space, request, login))
  let response = yield withAuthorization(request, answer?.authorization ?? null)
  for (let answers = 0; response.status === 401; answers += 1) {
    if (known) state.digest.forget(known)
    const challenge = digestChallengeOf(response.headers)
    const isRefused = answers > 0 && !challenge?.stale
    if (!challenge || isRefused || answers === MAX_ANSWERS) return
    space = digestSpace(challenge, request.url, login.user)
    answer = await answerTo(space, request, login)
    response = yield withAuthorization(request, answer.authorization)
  }
  if (!space || !answer) return
  const nextNonce = checkedInfo(request, response, answer)
  if (nextNonce !== undefined) state.digest.remember(withNonce(space, nextNonce))
  else if (space !== known) state.digest.remember(space)
}

async function answerTo(space: DigestSpace, request: Request, login: UserPassword): Promise<DigestAnswer> {
  space.count += 1
  const protection = protectionFor(space.challenge, request)
  return digestAnswer({
    ...login,
    challenge: space.challenge,
    protection,
    method: request.method,
    uri: requestTarget(request.url),
    body: protection === 'auth-int' ? await bodyOf(request) : '',
    count: space.count,
    clientNonce: space.clientNonce,
  })
}

function protectionFor({ protections }: DigestChallenge, request: Request): Protection | undefined {
  if (protections.length === 0) return undefined
  if (protections.includes('auth')) return 'auth'
  if (!request.body || request.body.replayable) return 'auth-int'
  throw new BodyError(
    'BODY_NOT_REPLAYABLE',
    request,
    'the server wants the body in its signature, and a stream can be read only once: give bytes or a function',
  )
}

async function bodyOf({ body }: Request): Promise<string> {
  const content = body?.open() ?? ''
  if (typeof content === 'string') return content
  const pieces = content instanceof Uint8Array ? [content] : await Array.fromAsync(content)
  return Buffer.concat(pieces).toString('latin1')
}

/** Checks the server's own proof in Authentication-Info (RFC 7616 section 3.5) and gives its next nonce. */
function checkedInfo(request: Request, { headers }: AuthResponse, answer: DigestAnswer): string | undefined {
  const info = parseParameters(headers.get('authentication-info') ?? '')
  const proof = info.get('rspauth')
  const isComparable = (info.get('qop') ?? 'auth') === 'auth'
  if (proof && answer.proof && isComparable && proof.toLowerCase() !== answer.proof) {
    throw new RequestError(
      'DIGEST_PROOF',
      request,
      'the server could not prove that it knows the password (rspauth is wrong): it may be another server',
    )
  }
  return info.get('nextnonce')
}
