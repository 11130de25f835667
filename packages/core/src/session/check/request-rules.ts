import type { RequestOptions, RequestParts, SendOptions } from '../options.ts'
import type { BodyOptions } from '../request/body-options.ts'
import type { Rules } from './check-options.ts'
import { isObject } from './is-object.ts'
import { flag, oneOf, rule } from './rule.ts'
import * as shared from './session-rules.ts'

/** What is told apart by what it is, where the body is made. */
const anything = (): void => {}

/** What each part of a request may be. */
export const partRules: Rules<Omit<RequestParts, keyof BodyOptions> & BodyOptions> = {
  headers: shared.headers,
  query: shared.query,
  json: anything,
  form: anything,
  multipart: anything,
  body: anything,
  compress: oneOf('gzip'),
  sensitive: flag,
}

/** What each option of sending a request may be. */
export const sendRules: Rules<SendOptions> = {
  cookies: rule('an object of names and values', isObject),
  auth: shared.auth,
  redirect: shared.redirect,
  maxRedirects: shared.maxRedirects,
  referer: shared.referer,
  timeout: shared.timeout,
  retry: shared.retry,
  signal: rule('an AbortSignal', (value) => isObject(value) && 'aborted' in value),
  idempotent: flag,
  maxBody: shared.maxBody,
  charset: shared.charset,
  proxy: shared.proxy,
}

/** What each option of a request may be. */
export const requestRules: Rules<Omit<RequestOptions, keyof BodyOptions> & BodyOptions> = {
  ...partRules,
  ...sendRules,
}
