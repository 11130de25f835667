import { plainPage } from './plain-page.ts'
import type { Reply } from './reply.ts'
import type { SiteRequest } from './request.ts'

/** Answers with the status that `:code` in the address names. */
export function statusPage({ params }: SiteRequest, reply: Reply): void {
  const code = Number(params['code'])
  if (!Number.isInteger(code) || code < 200 || code > 999) return reply.text('No such status\n', 400)
  reply.html(plainPage(`Status ${code}`, `<h1>Status ${code}</h1>`), code)
}
