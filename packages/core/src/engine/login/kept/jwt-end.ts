/**
 * When a JSON Web Token ends (`exp`, RFC 7519 section 4.1.4), in milliseconds since 1970; `undefined` for what is none.
 *
 * Where it says when it was made (`iat`), its life counts from `now`, so that the clocks need not agree.
 *
 * @param text The token, perhaps after its scheme as in an Authorization header.
 */
export function jwtEnd(text: string, now: number): number | undefined {
  const [, payload] = /^(?:\w+ )?[\w-]+\.([\w-]+)\.[\w-]*$/.exec(text) ?? []
  if (payload === undefined) return undefined
  const { exp, iat } = claimsOf(payload)
  if (typeof exp !== 'number') return undefined
  return typeof iat === 'number' && iat < exp ? now + (exp - iat) * 1_000 : exp * 1_000
}

function claimsOf(payload: string): { readonly exp?: unknown; readonly iat?: unknown } {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    return typeof claims === 'object' && claims !== null ? claims : {}
  } catch {
    return {}
  }
}
