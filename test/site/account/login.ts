import { randomUUID } from 'node:crypto'

import type { Parts } from '../parts.ts'
import { escape } from '../server/html.ts'
import { plainPage } from '../server/plain-page.ts'
import type { Reply } from '../server/reply.ts'
import { readFields } from '../server/request.ts'
import type { SiteRequest } from '../server/request.ts'
import type { Routes } from '../server/router.ts'
import { isAccount } from './accounts.ts'
import type { Sessions } from './sessions.ts'

const thirtyDays = 30 * 24 * 3600

/** The form to sign in with, and the link to sign out by. */
export function loginRoutes({ sessions, counts }: Parts): Routes {
  return {
    '/login'(request, reply) {
      sendLoginPage(sessions, request, reply, { next: request.url.searchParams.get('next') ?? '/account' })
    },

    async 'POST /login'(request, reply) {
      const fields = await readFields(request)
      const next = localPath(fields.get('next'))
      const username = fields.get('username')
      if (!hasCsrfToken(sessions, request, fields.get('csrf_token'))) {
        counts.refusals += 1
        return reply.html(
          plainPage('Forbidden', '<p class="error">The form has expired. Try again.</p>'),
          403,
        )
      }
      if (!isAccount(username, fields.get('password'))) {
        counts.refusals += 1
        const error = 'Wrong username or password.'
        return sendLoginPage(sessions, request, reply, { next, error, username: username ?? '' })
      }
      counts.logins += 1
      const remembered = fields.has('remember') ? { maxAge: thirtyDays } : {}
      sessions.setCookie(reply, sessions.begin(username), remembered)
      reply.redirect(next)
    },

    '/logout'(request, reply) {
      sessions.end(request)
      reply.setCookie('session', '', { maxAge: 0 })
      reply.redirect('/')
    },
  }
}

/** Answers with the login form; it binds its CSRF token to the cookie `visitor`. */
export function sendLoginPage(sessions: Sessions, request: SiteRequest, reply: Reply, form: LoginForm): void {
  reply.html(plainPage('Sign in', loginForm(sessions.csrfToken(visitorOf(request, reply)), form)))
}

/** The cookie `visitor` of a request, set now if there was none. */
export function visitorOf(request: SiteRequest, reply: Reply): string {
  const known = request.cookies.get('visitor')
  if (known) return known
  const visitor = randomUUID()
  reply.setCookie('visitor', visitor)
  return visitor
}

interface LoginForm {
  readonly next: string
  readonly username?: string
  readonly error?: string
}

function loginForm(token: string, { next, username = '', error }: LoginForm): string {
  return `<h1>Sign in</h1>
${error ? `<p class="error">${error}</p>` : ''}
<form id="login" class="login-form" method="post" action="/login">
  <input type="hidden" name="csrf_token" value="${token}">
  <input type="hidden" name="next" value="${escape(next)}">
  <label>Username <input type="text" name="username" value="${escape(username)}" autocomplete="username"></label>
  <label>Password <input type="password" name="password" autocomplete="current-password"></label>
  <label><input type="checkbox" name="remember" value="1"> Stay signed in</label>
  <button type="submit">Sign in</button>
</form>`
}

function hasCsrfToken(sessions: Sessions, request: SiteRequest, token: string | undefined): boolean {
  const visitor = request.cookies.get('visitor')
  return visitor !== undefined && token === sessions.csrfToken(visitor)
}

/** Where to go after signing in; never off the site. */
function localPath(next: string | undefined): string {
  return next && /^\/(?![/\\])[\x20-\x7e]*$/.test(next) ? next : '/account'
}
