import { DefinitionError } from '../../errors.ts'
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
 * @throws {DefinitionError} for what makes no sense.
 */
export function callSettings(options: SettingOptions, under: CallSettings = DEFAULTS): CallSettings {
  if (Object.keys(options).length === 0) return under
  const { redirect, maxRedirects, maxBody, maxRatio } = options
  return {
    redirect: redirect === undefined ? under.redirect : checkedRedirect(redirect),
    maxRedirects: count('maxRedirects', maxRedirects) ?? under.maxRedirects,
    referer: refererSetting(options.referer, under),
    retry: retryPolicy(options.retry, under.retry),
    time: timeLimits(options.timeout, under.time),
    body: {
      maxBody: count('maxBody', maxBody) ?? under.body.maxBody,
      maxRatio: count('maxRatio', maxRatio) ?? under.body.maxRatio,
    },
  }
}

function checkedRedirect(option: RedirectOption): RedirectOption {
  if (typeof option === 'function' || option === 'follow' || option === 'manual' || option === 'error')
    return option
  throw new DefinitionError(
    "redirect is 'follow', 'manual', 'error', or a function that is asked for each hop",
  )
}

/** @throws {DefinitionError} as `callSettings`. */
export function refererSetting(
  option: RefererOption | undefined,
  under: CallSettings,
): CallSettings['referer'] {
  if (option === undefined) return under.referer
  if (option === 'none') return 'none'
  if (option === 'auto') return 'auto'
  const page = URL.parse(String(option))
  if (page) return page
  throw new DefinitionError("referer is 'none', 'auto', or the URL of the page that the request comes from")
}

function count(name: string, value: number | null | undefined): number | undefined {
  if (value === undefined) return undefined
  if (value === null) return Infinity
  if (typeof value === 'number' && value >= 0) return value
  throw new DefinitionError(`${name} is not a number from 0 up, or null for no limit`)
}
