import type { Response } from '../../../http/response.ts'

/** 401, and what Laravel and IIS answer when a session is over. */
const STATUSES = new Set([401, 419, 440])

/** Whether a response says by its status that it does not know its visitor. */
export function isUnknownVisitor({ status }: Response): boolean {
  return STATUSES.has(status)
}
