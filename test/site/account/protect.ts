import type { Parts } from '../parts.ts'
import { plainPage } from '../server/plain-page.ts'
import type { Reply } from '../server/reply.ts'
import type { SiteRequest } from '../server/request.ts'
import type { Handler } from '../server/router.ts'
import { sendLoginPage } from './login.ts'

/** Answers a request of somebody who is signed in. */
export type MemberHandler = (request: SiteRequest, reply: Reply, user: string) => void

/** Lets a handler be reached only with a living session; all others get what `session.expired` says. */
export function protect(parts: Parts, handler: MemberHandler): Handler {
  return (request, reply) => {
    const user = parts.sessions.use(request)
    if (user === undefined) refuse(parts, request, reply)
    else {
      parts.sessions.prolong(request, reply)
      handler(request, reply, user)
    }
  }
}

/** Answers as to somebody who is signed out. */
export function refuse({ options, sessions }: Parts, request: SiteRequest, reply: Reply): void {
  const next = request.url.pathname + request.url.search
  const { expired } = options.session
  if (typeof expired === 'number') return reply.html('<h1>No</h1>', expired)
  switch (expired) {
    case 'redirect':
      return reply.redirect(`/login?next=${encodeURIComponent(next)}`)
    case 'status':
      return reply.html(plainPage('Not signed in', '<p class="error">You are not signed in.</p>'), 401)
    case 'forbidden':
      return reply.html(plainPage('Forbidden', '<p class="error">You may not see this.</p>'), 403)
    case 'words':
      return reply.html('<h1>Your session is over</h1>')
    case 'page':
      return sendLoginPage(sessions, request, reply, { next })
  }
}
