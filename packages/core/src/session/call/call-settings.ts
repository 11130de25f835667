import type { DecodeLimits } from '../../http/decoding/decoding.ts'
import type { SendOptions, SessionOptions } from '../options.ts'
import type { RedirectOption, RefererOption } from '../redirect/redirect-policy.ts'
import { DEFAULT_RETRY, retryPolicy } from '../retry.ts'
import type { RetryPolicy } from '../retry.ts'
import { DEFAULT_LIMITS, timeLimits } from './time-limits.ts'
import type { TimeLimits } from './time-limits.ts'

type SettingOptions = { readonly [K in Setting]?: (SessionOptions & SendOptions)[K] | undefined }
type Setting = 'redirect' | 'maxRedirects' | 'referer' | 'retry' | 'timeout' | 'maxBody' | 'maxRatio'

/** How a call is sent, with nothing left open. */
export interface CallSettings {
  readonly redirect: RedirectOption
  readonly maxRedirects: number
  readonly referer: 'none' | 'auto' | URL
  readonly retry: RetryPolicy
  readonly time: TimeLimits
  readonly body: DecodeLimits
}

const DEFAULTS: CallSettings = {
  redirect: 'follow',
  maxRedirects: 20,
  referer: 'none',
  retry: DEFAULT_RETRY,
  time: DEFAULT_LIMITS,
  body: { maxBody: 50 * 1024 * 1024, maxRatio: 200 },
}

/**
 * Lays what a session or a call says over other settings.
 *
 * @throws {DefinitionError} for a wrong part of `retry` or `timeout`.
 */
export function callSettings(options: SettingOptions, under: CallSettings = DEFAULTS): CallSettings {
  if (Object.keys(options).length === 0) return under
  const { redirect, maxRedirects, referer, retry, timeout, maxBody, maxRatio } = options
  return {
    redirect: redirect ?? under.redirect,
    maxRedirects: limit(maxRedirects, under.maxRedirects),
    referer: refererSetting(referer, under),
    retry: retryPolicy(retry, under.retry),
    time: timeLimits(timeout, under.time),
    body: {
      maxBody: limit(maxBody, under.body.maxBody),
      maxRatio: limit(maxRatio, under.body.maxRatio),
    },
  }
}

/** Which page requests say that they come from. */
export function refererSetting(
  option: RefererOption | undefined,
  under: CallSettings,
): CallSettings['referer'] {
  if (option === undefined) return under.referer
  if (option === 'none') return 'none'
  return option === 'auto' ? 'auto' : new URL(option)
}

function limit(option: number | null | undefined, under: number): number {
  return option === undefined ? under : (option ?? Infinity)
}
