import type { Headers } from '../../http/headers.ts'

/** The headers that prove who asks, in lower case: they never go to another origin. */
export const credentialHeaders: readonly string[] = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'x-api-key',
  'api-key',
  'x-auth-token',
  'x-csrf-token',
  'x-xsrf-token',
]

/** A copy of the headers without those that prove who asks, and without `extra` names of your own. */
export function stripCredentials(headers: Headers, extra: readonly string[] = []): Headers {
  return headers.without(new Set([...credentialHeaders, ...extra.map((name) => name.toLowerCase())]))
}
