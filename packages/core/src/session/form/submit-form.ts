import { linesOver } from '../../http/headers.ts'
import { Response } from '../../http/response.ts'
import { check } from '../check/checks.ts'
import type { RequestOptions, SubmitOptions } from '../options.ts'
import { throwIfPassing } from '../retry.ts'
import type { FormValues } from './entries.ts'
import { formRequest } from './form-request.ts'

/** Sends what forms make. */
interface Sender {
  request(method: string, url: string | URL, options: RequestOptions): Promise<Response>
}

/** What stands behind the page: the form, the values of its fields and options; or without the form. */
export type SubmitArguments = Named | Unnamed

type Named = readonly [
  form: string | undefined,
  values?: FormValues | undefined,
  options?: SubmitOptions | undefined,
]
type Unnamed = readonly [values?: FormValues | undefined, options?: SubmitOptions | undefined]

/**
 * Fetches a page unless it is given, fills in one of its forms, and sends that.
 *
 * @throws {StatusError} for a page with a status that passes, such as 503.
 */
export async function submitForm(
  sender: Sender,
  target: string | URL | Response,
  rest: SubmitArguments,
): Promise<Response> {
  const [form, values = {}, options = {}] = parted(rest)
  check.submit(values, options)
  const { redirect: _, ...fetching } = options
  const page = target instanceof Response ? target : await sender.request('GET', target, fetching)
  throwIfPassing(page)
  const { method, url, headers, body } = formRequest(page, form, values)
  const written = linesOver(headers, options.headers)
  return sender.request(method, url, { referer: page.url, ...options, body, headers: written })
}

function parted(
  rest: SubmitArguments,
): [string | undefined, FormValues | undefined, SubmitOptions | undefined] {
  return isNamed(rest) ? [rest[0], rest[1], rest[2]] : [undefined, rest[0], rest[1]]
}

function isNamed(rest: SubmitArguments): rest is Named {
  return rest[0] === undefined || typeof rest[0] === 'string'
}
