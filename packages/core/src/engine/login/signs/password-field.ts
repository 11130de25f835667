import type { Response } from '../../../http/response.ts'

export const PASSWORD_FIELD = /<input\b[^>]*\btype\s*=\s*["']?password\b/i

/** Whether a page asks for a password. */
export function hasPasswordField(response: Response): boolean {
  return isHtml(response) && PASSWORD_FIELD.test(response.text)
}

/** Whether a response is a page that has something on it. */
export function isHtml(response: Response): boolean {
  return response.body.byteLength > 0 && (response.headers.get('content-type') ?? '').includes('html')
}
