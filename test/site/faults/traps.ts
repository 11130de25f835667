import { randomBytes } from 'node:crypto'

import { each, escape } from '../server/html.ts'
import { plainPage } from '../server/plain-page.ts'
import type { Reply } from '../server/reply.ts'
import type { Routes } from '../server/router.ts'
import { htmlType } from './page.ts'

/** Addresses and pages without an end. */
export function traps(): Routes {
  return {
    '/faults/redirect-loop': (_request, reply) => reply.redirect('/faults/redirect-loop/back'),

    '/faults/redirect-loop/back': (_request, reply) => reply.redirect('/faults/redirect-loop'),

    '/faults/endless-redirect/:number'(request, reply) {
      reply.redirect(`/faults/endless-redirect/${Number(request.params['number']) + 1}`)
    },

    async '/faults/endless'(request, reply) {
      const every = Number(request.url.searchParams.get('every') ?? 20)
      reply.raw.writeHead(200, { 'content-type': htmlType }).write('<!doctype html><title>Endless</title>\n')
      while (await reply.wait(every)) reply.raw.write('<p>And so on.</p>\n')
    },

    '/faults/endless-calendar/*'({ url }, reply) {
      const here = url.pathname.replace(/\/$/, '')
      const next = here.replace(/\d*$/, (number) => String(Number(number) + 1))
      const days = Array.from({ length: 5 }, (_, index) => `${here}/${index + 1}`)
      const links = each([next, ...days], (path) => `<li><a href="${path}">${path}</a></li>\n`)
      reply.html(plainPage('Calendar', `<h1>Calendar</h1>\n<ul>\n${links}</ul>`))
    },

    // Each month leads to the next, and to a day on which nothing happens.
    '/faults/calendar/:month'({ params }, reply) {
      const month = Number(params['month'])
      sendLinks(reply, [`/faults/calendar/${month + 1}`, `/faults/calendar/${month}/1`])
    },

    '/faults/calendar/:month/:day': ({ params }, reply) =>
      sendLinks(reply, [`/faults/calendar/${params['month']}`]),

    // Its links are relative, and the site takes any path.
    '/faults/growing-path/*': (_request, reply) => sendLinks(reply, ['news/', 'shop/']),

    '/faults/growing-query': ({ url }, reply) => sendLinks(reply, [`${url.search || '?'}&page=1`]),

    '/faults/growing-address': ({ url }, reply) =>
      sendLinks(reply, [`?tag=${'a'.repeat(url.search.length + 40)}`]),

    '/faults/nested-address'({ url }, reply) {
      const here = url.pathname + url.search
      sendLinks(reply, [`?next=${encodeURIComponent(here)}`, `?back=${here}`])
    },

    // Three pages, to which every visitor is given other addresses each time.
    '/faults/session-ids/:page'(_request, reply) {
      const id = randomBytes(16).toString('hex')
      const pages = [`1;jsessionid=${id}`, `2?sid=${id}`, `3?sort=up&PHPSESSID=${id}`]
      sendLinks(
        reply,
        pages.map((page) => `/faults/session-ids/${page}`),
      )
    },
  }
}

function sendLinks(reply: Reply, addresses: readonly string[]): void {
  const links = each(addresses, (address) => `<li><a href="${escape(address)}">${escape(address)}</a></li>\n`)
  reply.html(`<!doctype html><title>And so on</title>\n<ul>\n${links}</ul>`)
}
