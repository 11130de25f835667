import { checkOptions } from '../check/check-options.ts'
import type { Rules } from '../check/check-options.ts'
import { flag, functionOf } from '../check/rule.ts'
import type { CookieJarOptions } from './cookie.ts'

const jarRules: Rules<CookieJarOptions> = {
  onEvent: functionOf('that is told of each change'),
  trustLoopback: flag,
}

/** @throws {DefinitionError} for what is no option of a jar. */
export function checkJar(options: unknown): void {
  checkOptions('a CookieJar', options, jarRules)
}
