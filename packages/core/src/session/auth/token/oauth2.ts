import { DefinitionError, LoginError, withoutCredentials } from '../../../errors.ts'
import { checkOptions } from '../../check/check-options.ts'
import type { Rules } from '../../check/check-options.ts'
import { functionOf, oneOf, rule } from '../../check/rule.ts'
import { reveal, Secret } from '../../secret.ts'
import type { Auth, AuthSession } from '../auth.ts'
import { basic } from '../basic.ts'
import type { BearerOption } from './bearer.ts'
import type { IssuedToken } from './token-holder.ts'

/** An OAuth client, as its authorization server knows it. */
export interface OAuthClient {
  readonly tokenUrl: string | URL
  readonly clientId: string | Secret
  /** A public client has none. */
  readonly clientSecret?: string | Secret | undefined
  /** Where the client's name and secret are sent. Default `header`, which every server must take. */
  readonly clientIn?: 'header' | 'body' | undefined
  readonly scope?: string | readonly string[] | undefined
}

/** A client that was given a refresh token for somebody. */
export interface RefreshingClient extends OAuthClient {
  readonly refreshToken: string | Secret
  /** Told of each new refresh token that takes the place of the old one, to be kept for the next run. */
  readonly onRotate?: ((refreshToken: string) => void | Promise<void>) | undefined
}

const hidden = rule('a text or a secret', (value) => typeof value === 'string' || value instanceof Secret)
const clientRules: Rules<OAuthClient> = {
  tokenUrl: rule('the URL of the token endpoint', (value) => URL.canParse(String(value))),
  clientId: hidden,
  clientSecret: hidden,
  clientIn: oneOf('header', 'body'),
  scope: rule('a text or an array of texts', (value) => typeof value === 'string' || Array.isArray(value)),
}
const refreshingRules: Rules<RefreshingClient> = {
  ...clientRules,
  refreshToken: hidden,
  onRotate: functionOf('that keeps the new refresh token'),
}

function checkClient<C extends object>(
  owner: string,
  client: C,
  needed: readonly (keyof C & string)[],
): void {
  const missing = needed.find((name) => client[name] === undefined)
  if (missing !== undefined) throw new DefinitionError(`${owner} has no ${missing}: the server must be told`)
}

/**
 * Tokens for the client itself (RFC 6749 section 4.4), as in `bearer(clientCredentials({ … }))`.
 *
 * Renewing rejects with a `LoginError` (`OAUTH`) that names the server's error code.
 */
export function clientCredentials(client: OAuthClient): BearerOption {
  checkOptions('clientCredentials', client, clientRules)
  checkClient('clientCredentials', client, ['tokenUrl', 'clientId'])
  return {
    refresh: async (session) =>
      issued(await askForToken(session, client, { grant_type: 'client_credentials' })),
  }
}

/**
 * Tokens by a refresh token (RFC 6749 section 6), as in `bearer(refreshToken({ … }))`.
 *
 * Where the server gives out another refresh token each time, each session goes on with its own.
 */
export function refreshToken(client: RefreshingClient): BearerOption {
  checkOptions('refreshToken', client, refreshingRules)
  checkClient('refreshToken', client, ['tokenUrl', 'clientId', 'refreshToken'])
  const rotated = new WeakMap<AuthSession, string>()
  return {
    async refresh(session) {
      const current = rotated.get(session) ?? client.refreshToken
      const answer = await askForToken(session, client, {
        grant_type: 'refresh_token',
        refresh_token: current,
      })
      if (answer.refresh_token && answer.refresh_token !== reveal(current)) {
        rotated.set(session, answer.refresh_token)
        await client.onRotate?.(answer.refresh_token)
      }
      return issued(answer)
    },
  }
}

/** What a token endpoint answers, by the names of RFC 6749 section 5. */
interface TokenAnswer {
  readonly access_token?: string
  readonly token_type?: string
  readonly expires_in?: number | string
  readonly refresh_token?: string
  readonly error?: string
}

async function askForToken(
  session: AuthSession,
  client: OAuthClient,
  grant: { readonly [name: string]: string | Secret },
): Promise<TokenAnswer> {
  const scope = [client.scope ?? []].flat().join(' ')
  const form = { ...grant, ...(scope && { scope }), ...inBody(client) }
  const response = await session.post(client.tokenUrl, {
    form,
    headers: { accept: 'application/json' },
    auth: inHeader(client),
  })
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  const answer = response.status === 200 || isJson ? response.json<TokenAnswer>() : {}
  if (response.status === 200 && answer.access_token) return answer
  // A known word at most: a description may repeat what was sent.
  const code = /^[a-z_]{1,40}$/.exec(answer.error ?? '')?.[0] ?? `status ${response.status}`
  throw new LoginError('OAUTH', `${withoutCredentials(client.tokenUrl)} gave no token: ${code}`)
}

/** Name and secret as user and password, each form-encoded first (RFC 6749 section 2.3.1). */
function inHeader({ clientId, clientSecret, clientIn }: OAuthClient): Auth | null {
  if (clientSecret === undefined || clientIn === 'body') return null
  return basic(formEncoded(reveal(clientId)), formEncoded(reveal(clientSecret)))
}

function inBody({ clientId, clientSecret, clientIn }: OAuthClient): { [name: string]: string | Secret } {
  if (clientSecret === undefined) return { client_id: clientId }
  return clientIn === 'body' ? { client_id: clientId, client_secret: clientSecret } : {}
}

function formEncoded(text: string): string {
  return new URLSearchParams({ x: text }).toString().slice('x='.length)
}

function issued({
  access_token: token = '',
  token_type: type,
  expires_in: seconds,
}: TokenAnswer): IssuedToken {
  if (type !== undefined && type.toLowerCase() !== 'bearer') {
    throw new LoginError(
      'OAUTH',
      'the server gave a token that is no bearer token, which is all that can be sent',
    )
  }
  const life = Number(seconds ?? Number.NaN)
  return Number.isFinite(life) ? { token, expiresAt: Date.now() + life * 1000 } : { token }
}
