import { bytesBody, textBody } from '../../http/body/body.ts'
import { multipartBody } from '../../http/body/multipart.ts'
import type { Body } from '../../http/request.ts'
import type { Response } from '../../http/response.ts'
import { encodeText } from '../../http/text/encode-text.ts'
import { crlf } from '../../http/text/lines.ts'
import { multipartParts } from '../request/multipart-parts.ts'
import { Secret } from '../secret.ts'
import { encodeFields, formCharset } from './charset.ts'
import type { Control } from './controls.ts'
import { formEntries, pressedButton } from './entries.ts'
import type { FormEntry, FormValue, FormValues } from './entries.ts'
import { readForm, resolved, type Form } from './form.ts'

/** The request that a form makes. */
export interface FormRequest {
  readonly method: 'GET' | 'POST'
  readonly url: URL
  readonly headers: { readonly [name: string]: string }
  readonly body: Body | undefined
}

/**
 * What a browser sends for a form of a page that was filled in, with the button that the values name, or its first.
 *
 * @throws {BodyError} `NO_FORM`, `NO_FIELD`.
 */
export function formRequest(page: Response, selector: string | undefined, values: FormValues): FormRequest {
  const form = readForm(page, selector)
  return filledIn(page, form, values, pressedButton(form, values))
}

/**
 * What is sent by the form submission algorithm of the HTML standard: method, action and encoding as the form or its
 * pressed button says, the page's origin, and a body that does not leave the site.
 *
 * @param button The one that is pressed; `undefined` where a script submits the form.
 * @throws {BodyError} `NO_FIELD`.
 */
export function filledIn(
  page: Response,
  form: Form,
  values: FormValues,
  button: Control | undefined,
): FormRequest {
  const charset = formCharset(form, page)
  const entries = formEntries(page, form, values, button, charset)
  const { action, method = form.method, enctype = form.enctype } = button?.overrides ?? {}
  const url = action === undefined ? form.action : resolved(page, action)
  if (method.trim().toLowerCase() === 'post') {
    const body = bodyOf(entries, enctype.trim().toLowerCase(), charset)
    const headers = { Origin: originFor(page.url, url) }
    return { method: 'POST', url, headers, body: { ...body, sensitive: true } }
  }
  const target = new URL(url)
  target.search = encodeFields(entries.map(textOf), charset)
  return { method: 'GET', url: target, headers: {}, body: undefined }
}

function bodyOf(entries: readonly FormEntry[], enctype: string, charset: string): Body {
  if (enctype === 'multipart/form-data') {
    return multipartBody(multipartParts(entries).parts, { encode: (text) => encodeText(text, charset) })
  }
  const texts = entries.map(textOf)
  if (enctype !== 'text/plain') {
    return textBody(encodeFields(texts, charset), { type: 'application/x-www-form-urlencoded' })
  }
  const lines = texts.map(([name, value]) => `${name}=${value}\r\n`).join('')
  return bytesBody(encodeText(lines, charset), { type: 'text/plain' })
}

/** Where only texts are sent, a file is its name, and line breaks are those of every browser. */
function textOf([name, value]: FormEntry): [string, string] {
  return [crlf(name), crlf(textValue(value))]
}

function textValue(value: FormValue): string {
  if (value instanceof Secret) return value.reveal()
  if (value instanceof Blob) return value instanceof File ? value.name : 'blob'
  return typeof value === 'object' ? (value.filename ?? '') : String(value)
}

/** The page's origin, unless the form leads from https to http (Fetch standard, append a request Origin header). */
function originFor(page: URL, target: URL): string {
  return page.protocol === 'https:' && target.protocol !== 'https:' ? 'null' : page.origin
}
