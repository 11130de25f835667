import type { Plan } from '../../extract/plan.ts'
import type { QueuedRequest } from '../../frontier/store.ts'
import { DEFAULT_RETRY } from '../../session/retry.ts'

/** The methods with which a request to a route may be sent again when it is not known what became of it. */
export function repeatableMethods({ crawler }: Plan, { method, route }: QueuedRequest): readonly string[] {
  const { idempotent = false } = crawler
  const declared = typeof idempotent === 'boolean' ? idempotent : idempotent.includes(route)
  return declared ? [...DEFAULT_RETRY.methods, method] : DEFAULT_RETRY.methods
}

/** Whether a request may be sent again when it is not known what became of it. */
export function isRepeatable(plan: Plan, request: QueuedRequest): boolean {
  return repeatableMethods(plan, request).includes(request.method)
}
