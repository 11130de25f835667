import { createHmac } from 'node:crypto'

import type { Parts } from '../parts.ts'
import { escape } from '../server/html.ts'
import { plainPage } from '../server/plain-page.ts'
import { readFields } from '../server/request.ts'
import type { Routes } from '../server/router.ts'
import { isAccount, oneTimeKeys } from './accounts.ts'

/** A login in three steps, a form each: the user, the password, and a one-time password (RFC 6238). */
export function stepLoginRoutes({ sessions, counts }: Parts): Routes {
  return {
    '/login/steps'(_request, reply) {
      reply.html(plainPage('Sign in', form(USERNAME)))
    },

    async 'POST /login/steps'(request, reply) {
      const fields = await readFields(request)
      const username = fields.get('username') ?? ''
      const user = `<input type="hidden" name="username" value="${escape(username)}">`
      if (!fields.has('password') && !fields.has('code'))
        return reply.html(plainPage('Sign in', form(user + PASSWORD)))
      // Who has given the password is given a ticket that nobody else can make.
      const ticket = sessions.csrfToken(`password of ${username}`)
      if (isAccount(username, fields.get('password'))) {
        const passed = `<input type="hidden" name="ticket" value="${ticket}">`
        return reply.html(plainPage('Sign in', form(user + passed + CODE)))
      }
      if (fields.get('ticket') !== ticket || !isCode(username, fields.get('code'))) {
        counts.refusals += 1
        return reply.html(
          plainPage('Sign in', `<p class="error">Wrong password or code.</p>${form(user + PASSWORD)}`),
        )
      }
      counts.logins += 1
      reply.setCookie('session', sessions.begin(username))
      reply.redirect('/account')
    },
  }
}

const USERNAME = '<label>Username <input type="text" name="username"></label>'
const PASSWORD = '<label>Password <input type="password" name="password"></label>'
const CODE = '<label>Code <input type="text" name="code" inputmode="numeric"></label>'

function form(fields: string): string {
  return `<form class="login-form" method="post" action="/login/steps">${fields}<button>Continue</button></form>`
}

/** Whether a code is that of now or of the half minute before. */
function isCode(username: string, code: string | undefined): boolean {
  const key = oneTimeKeys.get(username)
  const step = Math.floor(Date.now() / 30_000)
  return key !== undefined && (code === codeAt(key, step) || code === codeAt(key, step - 1))
}

function codeAt(key: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hash = createHmac('sha1', Buffer.from(key)).update(counter).digest()
  const number = hash.readUInt32BE(hash.at(-1)! & 0xf) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}
