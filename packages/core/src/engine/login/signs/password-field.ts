import type { Response } from '../../../http/response.ts'

const INPUT = /<input\b([^>]*)/gi
const IS_PASSWORD = /\btype\s*=\s*["']?password\b/i

/** Whether a page asks for a password. */
export function hasPasswordField(response: Response): boolean {
  return isHtml(response) && hasPasswordInput(response.text)
}

/** Whether there is an input for a password in a text: without a tree, and without looking at anything twice. */
export function hasPasswordInput(html: string): boolean {
  return html.matchAll(INPUT).some(([, attributes = '']) => IS_PASSWORD.test(attributes))
}

/** Whether a response is a page that has something on it. */
export function isHtml(response: Response): boolean {
  return response.body.byteLength > 0 && (response.headers.get('content-type') ?? '').includes('html')
}
