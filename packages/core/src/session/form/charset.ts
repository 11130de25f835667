import type { Response } from '../../http/response.ts'
import { escapeText, outputCharset } from '../../http/text/encode-text.ts'
import { encodingOf } from '../../http/text/encoding.ts'
import type { Form } from './form.ts'

/** The charset that a form is sent in: the first that it names and that is known, else that of its page. */
export function formCharset({ charsets }: Form, page: Response): string {
  const named = charsets.map(encodingOf).find((encoding) => encoding !== undefined)
  return outputCharset(named ?? page.charset)
}

/** Names and values as application/x-www-form-urlencoded in any charset (URL standard section 5.2). */
export function encodeFields(fields: readonly (readonly [string, string])[], charset: string): string {
  if (charset === 'utf-8')
    return new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString()
  const encode = (text: string) => escapeText(text, charset, /[A-Za-z0-9*\-._ ]/).replaceAll(' ', '+')
  return fields.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')
}
