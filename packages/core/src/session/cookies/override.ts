import { DefinitionError } from '../../errors.ts'
import { misspelling } from './admission.ts'
import type { CookiePair } from './cookie-line.ts'
import { REFUSALS, shownName } from './cookie.ts'

/**
 * Lays a request's own cookies over those of the jar by name, each at the place of the first that it replaces;
 * `null` hides the jar's.
 *
 * @throws {DefinitionError} for a name or value that cannot be sent.
 */
export function overrideCookies(
  cookies: readonly CookiePair[],
  own: ReadonlyMap<string, string | null>,
): CookiePair[] {
  const rest = new Map(own)
  const merged = cookies.flatMap((cookie) => {
    const value = own.get(cookie.name)
    if (value === undefined) return [cookie]
    return rest.delete(cookie.name) && value !== null ? [checked(cookie.name, value)] : []
  })
  for (const [name, value] of rest) if (value !== null) merged.push(checked(name, value))
  return merged
}

function checked(name: string, value: string): CookiePair {
  const refusal = misspelling({ name, value })
  if (refusal) throw new DefinitionError(`cookie ${shownName(name)} ${REFUSALS[refusal]}`)
  return { name, value }
}
