import { each } from '../server/html.ts'
import { plainPage } from '../server/plain-page.ts'
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
  }
}
