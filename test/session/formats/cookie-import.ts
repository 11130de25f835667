import { inspect } from 'node:util'

import { expect } from 'vitest'

import { DefinitionError } from '../../../packages/core/src/errors.ts'
import type { CookieInit } from '../../../packages/core/src/session/cookies/cookie.ts'
import { CookieJar } from '../../../packages/core/src/session/cookies/jar.ts'

/** A jar with the cookies of a file. */
export function imported(cookies: readonly CookieInit[]): CookieJar {
  const jar = new CookieJar()
  jar.add(cookies)
  return jar
}

/** All that is shown of the error by which a file is refused. */
export function refusalOf(read: () => unknown): string {
  try {
    read()
  } catch (error) {
    expect(error).toBeInstanceOf(DefinitionError)
    return inspect(error)
  }
  return expect.fail('nothing was thrown')
}
