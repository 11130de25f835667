import { DefinitionError } from '../../../errors.ts'
import type { Request } from '../../../http/request.ts'
import { shown } from '../../check/rule.ts'
import { reveal, Secret } from '../../secret.ts'
import { tokenReference } from '../auth-reference.ts'
import { withAuthorization } from '../auth.ts'
import type { AuthRounds, AuthSession, Credentials } from '../auth.ts'
import { checkedToken } from './checked-token.ts'
import { TokenHolder } from './token-holder.ts'
import type { IssuedToken, Refresh } from './token-holder.ts'

/** A token that can be renewed. */
export interface BearerOption {
  /** The first token; without one, the first request waits for `refresh`. */
  readonly token?: string | Secret | undefined
  /**
   * Gets a new token. What it sends over the session does not carry, or wait for, these credentials.
   *
   *     refresh: async (session) => {
   *       const response = await session.post('/api/login', { json: { user: 'ada', password: secret('PASSWORD') } })
   *       return response.json<{ token: string }>().token
   *     }
   */
  readonly refresh: (session: AuthSession) => Promise<string | Secret | IssuedToken>
}

/**
 * A token as credentials (RFC 6750), for good or with a way to renew it.
 *
 * A 401 has the token renewed, once for all requests that are under way, and each is sent once more. A token whose
 * end is known is renewed before.
 *
 * @throws {DefinitionError} for a token that cannot be sent.
 * @throws {LoginError} `TOKEN_REFRESH` when it cannot be renewed.
 */
export function bearer(option: string | Secret | BearerOption): Credentials {
  const { token, refresh } = isOption(option) ? option : { token: option, refresh: undefined }
  const read = () => checkedToken(token && reveal(token))
  if (refresh !== undefined && typeof refresh !== 'function')
    throw new DefinitionError(`bearer.refresh is ${shown(refresh)}: give a function that gets a new token`)
  const isToCome = token === undefined && refresh !== undefined
  // A secret is checked when it is needed.
  if (!isToCome && !(token instanceof Secret)) read()
  if (!refresh) {
    return {
      scheme: 'Bearer',
      refer: (keepsSecrets) => tokenReference(token ?? '', keepsSecrets),
      sign: (request) => withToken(request, read()),
    }
  }
  const credentials: Credentials = {
    scheme: 'Bearer',
    sign(request, { state, session }) {
      const holder = state.tokens.get(credentials) ?? new TokenHolder(token && read())
      state.tokens.set(credentials, holder)
      return holder.isRenewing ? request : rounds(request, holder, () => refresh(session))
    },
  }
  return credentials
}

async function* rounds(request: Request, holder: TokenHolder, refresh: Refresh): AuthRounds {
  const token = await holder.current(refresh)
  const response = yield withToken(request, token)
  if (response.status === 401) yield withToken(request, await holder.after(token, refresh))
}

function withToken(request: Request, token: string): Request {
  return withAuthorization(request, `Bearer ${token}`)
}

function isOption(option: string | Secret | BearerOption): option is BearerOption {
  return typeof option === 'object' && option !== null && !(option instanceof Secret)
}
