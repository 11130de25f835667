import type { Headers } from '../../http/headers.ts'
import type { Request } from '../../http/request.ts'
import type { Response } from '../../http/response.ts'
import { checkRequest } from '../check/check-request.ts'
import type { RequestOptions } from '../options.ts'
import type { AuthReference } from './auth-reference.ts'
import type { AuthState } from './auth-state.ts'

/** How requests are signed: made by `basic`, `digest` or `bearer`, or a function of your own. */
export type Auth = Credentials | AuthFunction

/** A user name with its password, or a token, and the scheme that sends it. */
export interface Credentials {
  readonly scheme: 'Basic' | 'Digest' | 'Bearer'
  /** What the scheme does with one request. */
  readonly sign: AuthFunction
  /** How a state refers to them, so that a later session has them again; `undefined` where it cannot. */
  readonly refer?: (keepsSecrets: boolean) => AuthReference | undefined
}

/**
 * Signs one request: returns a changed copy, or is a generator that yields requests and is given their responses.
 *
 *     async function* (request, { session }) {
 *       const response = yield request
 *       if (response.status === 401) yield withAuthorization(request, `Bearer ${await askForToken(session)}`)
 *     }
 *
 * The last response is the answer; the ones before it are dropped.
 */
export type AuthFunction = (request: Request, context: AuthContext) => Request | Promise<Request> | AuthFlow

/** The rounds of one authentication: requests out, responses in. */
export type AuthFlow = AuthRounds | Generator<Request, void, AuthResponse>

/** An `AuthFlow` that may wait between its rounds. */
export type AuthRounds = AsyncGenerator<Request, void, AuthResponse>

/** What authentication sees of a response. */
export interface AuthResponse {
  readonly status: number
  readonly headers: Headers
}

/** What authentication knows beside the request. */
export interface AuthContext {
  /** What earlier exchanges of this session have left. */
  readonly state: AuthState
  /** The session, to ask for tokens with. */
  readonly session: AuthSession
}

/** The part of a session that asks for tokens. */
export interface AuthSession {
  /** The session's own `post`, with all of its options. */
  post(url: string | URL, options?: RequestOptions): Promise<TokenResponse>
}

/** What a token endpoint answers. */
export type TokenResponse = Pick<Response, 'status' | 'headers' | 'text' | 'json'>

/**
 * A copy of the request with its Authorization header replaced, or removed by `null`.
 *
 * @throws {DefinitionError} for a value that cannot be sent.
 */
export function withAuthorization(request: Request, value: string | null): Request {
  checkRequest(request, 'withAuthorization')
  return { ...request, headers: request.headers.clone().set('Authorization', value) }
}
