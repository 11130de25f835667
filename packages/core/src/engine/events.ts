import { channel } from 'node:diagnostics_channel'

import type { Counts } from '../frontier/store.ts'
import type { Hold } from './control/gate.ts'
import type { Report } from './report/report.ts'

/**
 * What the engine tells the world, by `node:diagnostics_channel`; a channel without a listener costs nothing.
 *
 * | channel | when |
 * | --- | --- |
 * | `latchkey:start` | a run was begun, or goes on |
 * | `latchkey:page` | a page was committed |
 * | `latchkey:skip` | a page was set aside that had been queued |
 * | `latchkey:failure` | a fetch failed, for good or for another try |
 * | `latchkey:login` | the session was signed in |
 * | `latchkey:site` | a site wants to be left alone, fails, answers again, is given up, or is asked more slowly |
 * | `latchkey:hold` | no page is begun for now: the run was paused, or nothing can be reached |
 * | `latchkey:release` | that is over |
 * | `latchkey:end` | a run ended |
 * | `latchkey:fault` | a run was ended by an error that `crawl` throws |
 */
export const events = {
  start: channel('latchkey:start'),
  page: channel('latchkey:page'),
  skip: channel('latchkey:skip'),
  failure: channel('latchkey:failure'),
  login: channel('latchkey:login'),
  site: channel('latchkey:site'),
  hold: channel('latchkey:hold'),
  release: channel('latchkey:release'),
  end: channel('latchkey:end'),
  fault: channel('latchkey:fault'),
}

/** On `latchkey:start`. */
export interface StartEvent {
  readonly crawler: string
  readonly run: number
  readonly resumed: boolean
  /** Where the run stands whenever it is asked. */
  readonly counts: () => Promise<Counts>
}

/** What every event of a request tells. */
export interface RequestEvent {
  readonly crawler: string
  readonly run: number
  readonly url: string
  readonly route: string
  /** Empty for the crawler's only one. */
  readonly account: string
}

/** On `latchkey:page`. */
export interface PageEvent extends RequestEvent {
  readonly status: number
  /** Decoded size of the body. */
  readonly bytes: number
  /** From the request to the last byte of the body, redirects not counted. */
  readonly milliseconds: number
  /** How often it was fetched, from 1. */
  readonly attempt: number
  /** The login that it was fetched under. */
  readonly epoch: number
  readonly records: number
  readonly links: number
  /** Under how many names its body was kept. */
  readonly files: number
}

/** On `latchkey:skip`. */
export interface SkipEvent extends RequestEvent {
  readonly reason: string
}

/** On `latchkey:failure`. */
export interface FailureEvent extends RequestEvent {
  readonly error: Error
  /** Where a response came. */
  readonly status: number | undefined
  readonly attempt: number
  /** `undefined` when it has failed for good. */
  readonly retryAt: Date | undefined
}

/** On `latchkey:login`. */
export interface LoginEvent {
  readonly crawler: string
  /** Empty for the crawler's only one. */
  readonly account: string
  /** Which session of the run it is: 1 is the first, be it of a login or kept from a run before. */
  readonly epoch: number
}

/** On `latchkey:hold` and `latchkey:release`. */
export interface HoldEvent {
  readonly crawler: string
  readonly run: number
  readonly reason: Hold
  /** What was in the way, where something was. */
  readonly problem: string | undefined
}

/** On `latchkey:site`. */
export interface SiteEvent {
  readonly crawler: string
  readonly site: string
  readonly state: 'quiet' | 'down' | 'up' | 'given up' | 'slowed'
  /** What it answered, or asks for. */
  readonly problem: string
  /** When it may be asked again, where it wants to be left alone. */
  readonly until: Date | undefined
}

/** On `latchkey:end`. */
export type EndEvent = Report

/** On `latchkey:fault`. */
export interface FaultEvent {
  readonly crawler: string
  readonly run: number
  readonly error: unknown
}
