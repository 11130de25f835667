import type { Parts } from '../parts.ts'
import { plainPage } from '../server/plain-page.ts'
import { readFields } from '../server/request.ts'
import type { Routes } from '../server/router.ts'
import { isAccount } from './accounts.ts'
import { visitorOf } from './login.ts'

/**
 * A login that needs JavaScript: a script builds the form and posts JSON with an answer that it computes from a
 * question. It also leaves an access token of the API in the local storage.
 */
export function scriptLoginRoutes({ sessions, tokens, counts }: Parts): Routes {
  return {
    '/login/js'(request, reply) {
      const question = sessions.csrfToken(visitorOf(request, reply))
      reply.html(
        plainPage('Sign in', `<div id="app" data-question="${question}"></div>\n<script>${SCRIPT}</script>`),
      )
    },

    async 'POST /login/js'(request, reply) {
      const fields = await readFields(request)
      const username = fields.get('username')
      const question = sessions.csrfToken(request.cookies.get('visitor') ?? '')
      const isScript = fields.get('answer') === answerTo(question)
      if (!isScript || !isAccount(username, fields.get('password'))) {
        counts.refusals += 1
        return reply.json({ error: 'Wrong username or password.' }, isScript ? 200 : 403)
      }
      counts.logins += 1
      reply.setCookie('session', sessions.begin(username))
      reply.json({ next: '/account', token: tokens.issue().access_token })
    },
  }
}

/** What the script must make of the question: FNV-1a, as in SCRIPT. */
function answerTo(question: string): string {
  let hash = 0x811c9dc5
  for (const character of question) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0
  return hash.toString(16)
}

const SCRIPT = `
const app = document.getElementById('app')
const form = document.createElement('form')
for (const [name, type] of [['username', 'text'], ['password', 'password']]) {
  const field = Object.assign(document.createElement('input'), { name, type })
  const label = document.createElement('label')
  label.append(name === 'username' ? 'Username ' : 'Password ', field)
  form.append(label)
}
form.append(Object.assign(document.createElement('button'), { textContent: 'Sign in' }))
const error = Object.assign(document.createElement('p'), { className: 'error' })
app.append(form, error)

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  let hash = 0x811c9dc5
  for (const character of app.dataset.question) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0
  const body = JSON.stringify({ ...Object.fromEntries(new FormData(form)), answer: hash.toString(16) })
  const headers = { 'content-type': 'application/json' }
  const answer = await (await fetch('/login/js', { method: 'POST', headers, body })).json()
  if (answer.error) return (error.textContent = answer.error)
  localStorage.setItem('token', answer.token)
  location.href = answer.next
})
`
