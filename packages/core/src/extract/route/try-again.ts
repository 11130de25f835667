import { DefinitionError, TryAgainError, type RoutePlace } from '../../errors.ts'
import { checkOptions, type Rules } from '../../session/check/check-options.ts'
import { milliseconds, shown } from '../../session/check/rule.ts'
import { thrownAt } from './location.ts'

/** How another try of a page is asked for. */
export interface TryAgainOptions {
  /** How long the page is left alone before, in milliseconds. Default: as after any failure that may pass. */
  readonly wait?: number
}

const rules: Rules<TryAgainOptions> = { wait: milliseconds }

/**
 * The `tryAgain` of a page; see `Page`.
 *
 * @throws {DefinitionError} without a reason, or for a wait that is none.
 */
export function tryAgainOn(place: RoutePlace) {
  return (reason: string, options: TryAgainOptions = {}): never => {
    if (typeof reason !== 'string' || reason.trim() === '')
      throw new DefinitionError(
        `tryAgain was given ${shown(reason)}: say why, as in tryAgain('the site is busy')`,
      )
    checkOptions('tryAgain', options, rules)
    throw new TryAgainError({ ...place, location: thrownAt(new Error()) }, reason, options.wait)
  }
}
