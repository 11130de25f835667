import { channel } from 'node:diagnostics_channel'

import type { Plan } from '../extract/plan.ts'
import type { PageOutcome, QueuedRequest } from '../frontier/store.ts'
import type { Report } from './report.ts'

/**
 * What the engine tells the world, by `node:diagnostics_channel`; a channel without a listener costs nothing.
 *
 * | channel | when |
 * | --- | --- |
 * | `latchkey:page` | a page was committed |
 * | `latchkey:failure` | a fetch failed, for good or for another try |
 * | `latchkey:login` | the session was signed in |
 * | `latchkey:end` | a run ended |
 */
export const events = {
  page: channel('latchkey:page'),
  failure: channel('latchkey:failure'),
  login: channel('latchkey:login'),
  end: channel('latchkey:end'),
}

/** On `latchkey:page`. */
export interface PageEvent {
  readonly crawler: string
  readonly url: string
  readonly route: string
  readonly status: number
  readonly records: number
  readonly links: number
}

/** On `latchkey:failure`. */
export interface FailureEvent {
  readonly crawler: string
  readonly url: string
  readonly route: string
  readonly error: Error
  /** `undefined` when it has failed for good. */
  readonly retryAt: Date | undefined
}

/** On `latchkey:login`. */
export interface LoginEvent {
  readonly crawler: string
  /** How many times this run has signed in. */
  readonly epoch: number
}

/** On `latchkey:end`. */
export type EndEvent = Report

export function announcePage({ crawler }: Plan, { request, status, records, links }: PageOutcome): void {
  if (!events.page.hasSubscribers) return
  const { url, route } = request
  const event: PageEvent = {
    crawler: crawler.name,
    url,
    route,
    status,
    records: records.length,
    links: links.length,
  }
  events.page.publish(event)
}

export function announceFailure(
  { crawler }: Plan,
  { url, route }: QueuedRequest,
  error: Error,
  retryAt: Date | undefined,
): void {
  if (!events.failure.hasSubscribers) return
  events.failure.publish({ crawler: crawler.name, url, route, error, retryAt } satisfies FailureEvent)
}
