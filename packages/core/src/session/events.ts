import { channel } from 'node:diagnostics_channel'

import type { Request } from '../http/request.ts'
import type { Response } from '../http/response.ts'
import type { CookieEvent } from './cookies/cookie.ts'

/** Every event of a session: what its hooks and the subscribers of its channel are told. */
export interface Events {
  readonly beforeRequest: { readonly request: Request }
  readonly afterResponse: { readonly request: Request; readonly response: Response }
  readonly beforeRedirect: { readonly request: Request; readonly response: Response }
  readonly beforeRetry: {
    readonly request: Request
    /** How often it was tried, from 1. */
    readonly attempt: number
    /** In milliseconds. */
    readonly delay: number
    /** What is tried again: one of the two is there. */
    readonly response?: Response
    readonly error?: unknown
  }
  readonly onError: { readonly request: Request; readonly error: unknown }
  readonly onCookie: { readonly cookie: CookieEvent }
}

/**
 * Functions that are called for every hop and waited for, in order.
 *
 * `beforeRequest` and `beforeRedirect` may return the request to send instead, `afterResponse` the response to go on
 * with, `onError` the error to throw.
 */
export interface Hooks {
  readonly beforeRequest?: OneOrMany<(event: Events['beforeRequest']) => Answer<Request>>
  readonly afterResponse?: OneOrMany<(event: Events['afterResponse']) => Answer<Response>>
  readonly beforeRedirect?: OneOrMany<(event: Events['beforeRedirect']) => Answer<Request>>
  readonly beforeRetry?: OneOrMany<(event: Events['beforeRetry']) => Answer<never>>
  readonly onError?: OneOrMany<(event: Events['onError']) => Answer<unknown>>
  readonly onCookie?: OneOrMany<(event: Events['onCookie']) => Answer<never>>
}

type OneOrMany<F> = F | readonly F[]
type Answer<T> = T | undefined | void | Promise<T | undefined | void>

/** The diagnostics channel of each event, and the part of it that a hook may replace. */
const EVENTS = {
  beforeRequest: { channel: channel('latchkey:request'), part: 'request' },
  afterResponse: { channel: channel('latchkey:response'), part: 'response' },
  beforeRedirect: { channel: channel('latchkey:redirect'), part: 'request' },
  beforeRetry: { channel: channel('latchkey:retry'), part: undefined },
  onError: { channel: channel('latchkey:error'), part: 'error' },
  onCookie: { channel: channel('latchkey:cookie'), part: undefined },
} as const

/** Whether anybody wants to know; asked first, so that an event nobody hears costs nothing. */
export function isHeard(hooks: Hooks, name: keyof Events): boolean {
  return hooks[name] !== undefined || EVENTS[name].channel.hasSubscribers
}

/** Tells the hooks, then the channel; gives the event back with what the hooks have put in its place. */
export async function emit<N extends keyof Events>(
  hooks: Hooks,
  name: N,
  event: Events[N],
): Promise<Events[N]> {
  const { channel, part } = EVENTS[name]
  const listed = hooks[name] ?? []
  const functions = (Array.isArray(listed) ? listed : [listed]) as ((event: Events[N]) => Answer<unknown>)[]
  let current = event
  for (const hook of functions) {
    const answer = await hook(current)
    if (part !== undefined && answer !== undefined) current = Object.assign({}, current, { [part]: answer })
  }
  if (channel.hasSubscribers) channel.publish(current)
  return current
}
