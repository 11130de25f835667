import { isAccount } from '../account/accounts.ts'
import type { Parts } from '../parts.ts'
import type { Reply } from '../server/reply.ts'
import { readFields, readId } from '../server/request.ts'
import type { SiteRequest } from '../server/request.ts'
import type { Handler, Routes } from '../server/router.ts'
import type { Tokens } from './tokens.ts'

const client = { id: 'latchkey', secret: 'turnkey' } as const
const mostOnPage = 100

/** The JSON API: a token endpoint after OAuth 2, and the products page by page under a cursor. */
export function apiRoutes({ catalogue, tokens, counts }: Parts): Routes {
  return {
    async 'POST /api/token'(request, reply) {
      const refusal = refusalOf(await readFields(request), request, tokens)
      if (refusal) return reply.json({ error: refusal }, 400)
      counts.tokens += 1
      reply.json(tokens.issue(), 200, { 'cache-control': 'no-store' })
    },

    '/api/products': withToken(tokens, (request, reply) => {
      const { searchParams } = request.url
      const limit = Math.min(Number(searchParams.get('limit') ?? 20), mostOnPage)
      const start = readCursor(searchParams.get('cursor'))
      if (!(limit >= 1) || !(start >= 0)) return reply.json({ error: 'invalid_request' }, 400)
      const ids = catalogue.ids()
      const end = start + Math.floor(limit)
      const items = ids.slice(start, end).map((id) => catalogue.product(id))
      reply.json({ items, next: end < ids.length ? makeCursor(end) : null })
    }),

    '/api/products/:id': withToken(tokens, (request, reply) => {
      const product = catalogue.product(readId(request))
      reply.json(product ?? { error: 'not_found' }, product ? 200 : 404)
    }),
  }
}

/** Why no token is given (the codes of RFC 6749, section 5.2), or undefined if one is. */
function refusalOf(
  fields: ReadonlyMap<string, string>,
  request: SiteRequest,
  tokens: Tokens,
): string | undefined {
  switch (fields.get('grant_type') ?? (fields.has('username') ? 'password' : 'client_credentials')) {
    case 'password':
      return isAccount(fields.get('username'), fields.get('password')) ? undefined : 'invalid_grant'
    case 'client_credentials':
      return isClient(fields, request) ? undefined : 'invalid_client'
    case 'refresh_token':
      return tokens.redeem(fields.get('refresh_token') ?? '') ? undefined : 'invalid_grant'
    default:
      return 'unsupported_grant_type'
  }
}

/** The client may name itself in the body or by HTTP Basic. */
function isClient(fields: ReadonlyMap<string, string>, request: SiteRequest): boolean {
  const basic = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`
  if (request.headers.authorization === basic) return true
  return fields.get('client_id') === client.id && fields.get('client_secret') === client.secret
}

function withToken(tokens: Tokens, handler: (request: SiteRequest, reply: Reply) => void): Handler {
  return (request, reply) => {
    if (tokens.admits(request)) return handler(request, reply)
    reply.json({ error: 'invalid_token' }, 401, { 'www-authenticate': 'Bearer error="invalid_token"' })
  }
}

function makeCursor(index: number): string {
  return Buffer.from(`from:${index}`).toString('base64url')
}

function readCursor(cursor: string | null): number {
  if (cursor === null) return 0
  return Number(/^from:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1] ?? Number.NaN)
}
