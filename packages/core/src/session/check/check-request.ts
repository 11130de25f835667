import { DefinitionError } from '../../errors.ts'
import { Headers } from '../../http/headers.ts'
import type { Request } from '../../http/request.ts'
import { isObject } from './is-object.ts'
import { shown } from './rule.ts'

/**
 * Refuses what is no request.
 *
 * @param taker What it was given to, such as `send`.
 * @throws {DefinitionError}
 */
export function checkRequest(request: unknown, taker: string): asserts request is Request {
  const { url, headers } = (isObject(request) ? request : {}) as { url?: unknown; headers?: unknown }
  if (url instanceof URL && headers instanceof Headers) return
  throw new DefinitionError(
    `${taker} was given ${shown(request)}: give it a request, as session.build makes it`,
  )
}
