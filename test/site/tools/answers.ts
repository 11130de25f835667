import { isAccount } from '../account/accounts.ts'
import type { Routes } from '../server/router.ts'
import { statusPage } from '../server/status-page.ts'

/** Pages that answer as their address says: with a status, a redirect, a delay, a question for a password. */
export function answerRoutes(): Routes {
  return {
    '/basic'(request, reply) {
      const [, encoded = ''] = /^Basic (.+)$/i.exec(request.headers.authorization ?? '') ?? []
      const [username = '', ...password] = Buffer.from(encoded, 'base64').toString().split(':')
      if (isAccount(username, password.join(':'))) return reply.json({ username })
      reply.json({ error: 'unauthorized' }, 401, {
        'www-authenticate': 'Basic realm="Latchkey", charset="UTF-8"',
      })
    },

    '/redirect/:count'(request, reply) {
      const left = Number(request.params['count']) - 1
      reply.redirect(left > 0 ? `/redirect/${left}` : '/headers')
    },

    '* /redirect-to'(request, reply) {
      const { searchParams } = request.url
      // Letters beyond ASCII go out as bare UTF-8 bytes, as careless sites send them.
      const location = Buffer.from(searchParams.get('url') ?? '/').toString('latin1')
      reply.redirect(location, Number(searchParams.get('status') ?? 302))
    },

    '* /status/:code': statusPage,

    async '/delay/:milliseconds'(request, reply) {
      const milliseconds = Number(request.params['milliseconds'])
      if (await reply.wait(milliseconds)) reply.text(`Waited ${milliseconds} ms\n`)
    },
  }
}
