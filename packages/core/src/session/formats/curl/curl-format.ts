import { withoutCredentials } from '../../../errors.ts'
import { bytesOf } from '../../../http/body/body.ts'
import type { Body, Request } from '../../../http/request.ts'
import { credentialHeaders } from '../../auth/credential-headers.ts'
import { checkOptions } from '../../check/check-options.ts'
import { checkRequest } from '../../check/check-request.ts'
import { flag } from '../../check/rule.ts'
import { HIDDEN } from '../hidden.ts'

/**
 * Writes a request as a curl command for bash.
 *
 * Credentials in the URL and in headers, cookies, and bodies marked sensitive show as `[secret]`, unless
 * `secrets` is true. A body that is a stream is read from curl's standard input.
 *
 * @throws {DefinitionError} for what is no request.
 */
export function formatCurl(request: Request, options: { readonly secrets?: boolean } = {}): string {
  checkRequest(request, 'formatCurl')
  checkOptions('formatCurl', options, { secrets: flag })
  const secrets = options.secrets ?? false
  const { method, url, headers, body } = request
  const lines = [`curl ${quote(secrets ? url.href : withoutCredentials(url))}`]
  if (method === 'HEAD') lines.push('-I')
  else if (method !== (body ? 'POST' : 'GET')) lines.push(`-X ${quote(method)}`)
  for (const [name, value] of secrets ? headers.revealed() : headers) {
    const shown = secrets || !credentialHeaders.includes(name.toLowerCase()) ? value : HIDDEN
    lines.push(`-H ${quote(shown === '' ? `${name};` : `${name}: ${shown}`)}`)
  }
  if (body?.type !== undefined && !headers.has('content-type'))
    lines.push(`-H ${quote(`Content-Type: ${body.type}`)}`)
  if (body) lines.push(formatBody(body, secrets))
  return lines.join(' \\\n  ')
}

function formatBody(body: Body, secrets: boolean): string {
  if (body.sensitive && !secrets) return `--data-raw ${quote(HIDDEN)}`
  const bytes = bytesOf(body)
  return bytes ? `--data-raw ${quoteBytes(bytes)}` : '--data-binary @-'
}

function quoteBytes(bytes: Uint8Array): string {
  try {
    return quote(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch {
    return quoteAnsiC(Buffer.from(bytes).toString('latin1'), /[^\x20-\x7e]/g)
  }
}

/** In single quotes, or in $'…' where there are quotes or control characters. */
function quote(text: string): string {
  return /['\p{Cc}]/u.test(text) ? quoteAnsiC(text, /\p{Cc}/gu) : `'${text}'`
}

function quoteAnsiC(text: string, odd: RegExp): string {
  const escaped = text
    .replaceAll(/['\\]/g, String.raw`\$&`)
    .replaceAll(odd, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return `$'${escaped}'`
}
