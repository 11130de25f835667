import { makeMember } from '../catalogue/members.ts'
import type { Member } from '../catalogue/members.ts'
import type { Parts } from '../parts.ts'
import { each } from '../server/html.ts'
import { pageOf, pagination } from '../server/pagination.ts'
import type { PageOf } from '../server/pagination.ts'
import { plainPage } from '../server/plain-page.ts'
import { pageNumber, readId } from '../server/request.ts'
import type { Routes } from '../server/router.ts'
import { protect, refuse } from './protect.ts'

/** Small pages for members only, one record each; there is one for every number, and a list of the first. */
export function memberRoutes(parts: Parts): Routes {
  const { options, sessions } = parts
  return {
    '/members': protect(parts, (request, reply, user) => {
      const ids = Array.from({ length: options.members }, (_, index) => index + 1)
      const page = pageOf(ids, pageNumber(request.url), options.pageSize)
      if (!page) return reply.notFound()
      reply.html(plainPage('Members', membersPage(page), user))
    }),

    // Named like any other page, it signs out whoever opens it.
    '/members/farewell': protect(parts, (request, reply, user) => {
      sessions.end(request)
      const answer = request.url.searchParams.get('answer')
      if (answer === 'login') reply.redirect('/login')
      else reply.html(plainPage('Farewell', '<h1>Farewell</h1>', answer === 'member' ? user : undefined))
    }),

    '/members/:id': protect(parts, (request, reply, user) => {
      const id = readId(request)
      if (Number.isNaN(id)) return reply.notFound()
      if (id % options.session.forbids === 0) return refuse(parts, request, reply)
      reply.html(plainPage(`Member ${id}`, memberPage(makeMember(options.seed, id)), user))
    }),
  }
}

function membersPage(page: PageOf<number>): string {
  return `<h1>Members</h1>
<ul class="members">
${each(page.items, (id) => `<li><a class="member-link" href="/members/${id}">Member ${id}</a></li>\n`)}</ul>
${pagination('/members', page)}`
}

function memberPage({ id, value }: Member): string {
  return `<h1>Member <span class="member-id">${id}</span></h1>
<dl><dt>Value</dt><dd class="member-value">${value}</dd></dl>`
}
