import { NetworkError, RequestError, StatusError, TimeoutError } from '../errors.ts'
import { retryAfter } from '../http/fields/retry-after.ts'
import { Response } from '../http/response.ts'
import { checkOptions } from './check/check-options.ts'
import type { Rules } from './check/check-options.ts'
import { amount, functionOf, milliseconds, rule } from './check/rule.ts'

/** When something is tried again; times in milliseconds. */
export interface RetryPolicy {
  /** The first try counts. Default 3. */
  readonly attempts: number
  /** Methods that may be sent twice. Default: the idempotent ones (RFC 9110 section 9.2.2). */
  readonly methods: readonly string[]
  /** Default 408 425 429 500 502 503 504 520-524. */
  readonly statuses: readonly number[]
  /** The longest first wait, doubled with each try; the wait itself is a random part of it (full jitter). Default 500. */
  readonly base: number
  /** No wait of our own is longer. Default 30 000. */
  readonly cap: number
  /** A longer Retry-After is not waited for: the response is returned at once, with `retryAt`. Default 30 000. */
  readonly maxWait: number
  /** From 0 to 1; for tests. */
  readonly random: () => number
}

/** `false` tries once, a number is the attempts. */
export type RetryOption = false | number | Partial<RetryPolicy>

/** Whether and when to try again. */
export interface RetryDecision {
  readonly again: boolean
  /** In milliseconds. */
  readonly delay: number
  /** When the server wants to be asked again, if it said so and is not asked now. */
  readonly retryAt?: Date
}

/** The policy that holds where nothing else is said. */
export const DEFAULT_RETRY: RetryPolicy = Object.freeze({
  attempts: 3,
  methods: ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE'],
  statuses: [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524],
  base: 500,
  cap: 30_000,
  maxWait: 30_000,
  random: Math.random,
})

/** No connection was made, so nothing was sent: safe with any method. */
const BEFORE_SENDING = [
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'DNS',
  'CONNECT_TIMEOUT',
]

/** What may be better next time. The rest lasts: a wrong certificate, a malformed response, a time that is up. */
const TEMPORARY: ReadonlySet<string> = new Set([
  ...BEFORE_SENDING,
  'ECONNRESET',
  'NETWORK',
  'HTTP2',
  'PROXY',
  'HEADERS_TIMEOUT',
  'BODY_IDLE_TIMEOUT',
  'TRUNCATED',
])

const policyRules: Rules<RetryPolicy> = {
  attempts: amount(1, 'attempts, the first counted,'),
  methods: rule("an array of methods such as ['GET']", (value) => areAll(value, 'string')),
  statuses: rule('an array of statuses such as [503]', (value) => areAll(value, 'number')),
  base: milliseconds,
  cap: milliseconds,
  maxWait: milliseconds,
  random: functionOf('that gives a number from 0 to 1'),
}

/**
 * Lays an option over another policy.
 *
 * @throws {DefinitionError} for what is no policy, such as fewer than one attempt.
 */
export function retryPolicy(
  option: RetryOption | undefined,
  under: RetryPolicy = DEFAULT_RETRY,
): RetryPolicy {
  if (option === undefined) return under
  const given = typeof option === 'object' ? option : { attempts: option === false ? 1 : option }
  checkOptions('retry', given, policyRules, 'retry.')
  const { methods = under.methods, ...rest } = given
  return { ...under, ...rest, methods: methods.map((method) => method.toUpperCase()) }
}

function areAll(list: unknown, type: 'string' | 'number'): boolean {
  return Array.isArray(list) && list.every((member) => typeof member === type)
}

/**
 * The one table of what is tried again: given what went wrong and how often it was tried, whether and when.
 *
 * @param failure An error, or a response with a bad status.
 * @param attempt How often it was tried, from 1.
 */
export function retryDelay(
  failure: unknown,
  attempt: number,
  policy: RetryPolicy = DEFAULT_RETRY,
): RetryDecision {
  const response = responseOf(failure)
  const asked = response && policy.statuses.includes(response.status) ? askedFor(response) : undefined
  const never: RetryDecision = { again: false, delay: 0, ...(asked && { retryAt: asked }) }
  if (attempt >= policy.attempts || !isTemporary(failure, response, policy)) return never
  if (!asked) return { again: true, delay: jitter(attempt, policy) }
  const delay = Math.max(0, asked.getTime() - Date.now())
  return delay > policy.maxWait ? never : { again: true, delay }
}

/** @throws {StatusError} for a status that passes, such as 503: what such a page lacks says nothing. */
export function throwIfPassing(page: Response): void {
  if (DEFAULT_RETRY.statuses.includes(page.status)) page.throwIfNotOk()
}

/** Whether a server may have had a request that got no response. */
export function mayHaveArrived(failure: unknown): boolean {
  const hasNoResponse = failure instanceof NetworkError || failure instanceof TimeoutError
  return hasNoResponse && !BEFORE_SENDING.includes(failure.code)
}

function isTemporary(failure: unknown, response: Response | undefined, policy: RetryPolicy): boolean {
  if (response) return policy.statuses.includes(response.status) && policy.methods.includes(response.method)
  if (!(failure instanceof RequestError) || !TEMPORARY.has(failure.code)) return false
  return policy.methods.includes(failure.method) || BEFORE_SENDING.includes(failure.code)
}

function responseOf(failure: unknown): Response | undefined {
  if (failure instanceof Response) return failure
  return failure instanceof StatusError && failure.response instanceof Response ? failure.response : undefined
}

function askedFor(response: Response): Date | undefined {
  return retryAfter(response.headers.get('retry-after'))
}

/** How long is waited after a try, from 1: a random part of a time that is doubled with each. */
export function jitter(attempt: number, { base, cap, random }: RetryPolicy): number {
  return random() * Math.min(cap, base * 2 ** (attempt - 1))
}
