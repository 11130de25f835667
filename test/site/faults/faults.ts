import { each } from '../server/html.ts'
import { plainPage } from '../server/plain-page.ts'
import type { Routes } from '../server/router.ts'
import { statusPage } from '../server/status-page.ts'
import { badLinksPage } from './bad-links.ts'
import { bodyFaults } from './bodies.ts'
import { connectionFaults } from './connections.ts'
import { giants } from './giants.ts'
import { hostilePages } from './hostile.ts'
import { traps } from './traps.ts'

/** The faults that end by themselves, which the index links to. */
const finite = [
  'reset',
  'reset-mid',
  'truncated',
  'truncated-chunked',
  'wrong-length',
  'not-http',
  'gzip-bomb',
  'truncated-gzip',
  'bad-gzip',
  'bad-charset',
  'big-header',
  'empty',
  'not-html',
  'redirect-loop',
  'many-links?n=1000',
  'huge?mb=20',
  'deep?n=5000',
  'bad-links',
  'heals/index?after=2',
  'status/404',
  'status/500',
]

/** All that can go wrong with a site, one address each. */
export function faultRoutes(): Routes {
  return {
    '/faults/'(_request, reply) {
      const links = each(
        finite,
        (fault) => `<li><a class="fault" href="/faults/${fault}">${fault}</a></li>\n`,
      )
      reply.html(plainPage('Faults', `<h1>Faults</h1>\n<ul>\n${links}</ul>`))
    },

    '/faults/bad-links': (_request, reply) => reply.html(badLinksPage()),

    '* /faults/status/:code': statusPage,

    ...healing(),
    ...connectionFaults(),
    ...bodyFaults(),
    ...traps(),
    ...giants(),
    ...hostilePages(),
  }
}

/** A page that fails so many times, counted by its name, and then is well. */
function healing(): Routes {
  const tries = new Map<string, number>()
  return {
    '/faults/heals/:name'({ params, url }, reply) {
      const name = params['name']!
      const tried = tries.get(name) ?? 0
      tries.set(name, tried + 1)
      const well = tried >= Number(url.searchParams.get('after') ?? 2)
      const status = well ? 200 : Number(url.searchParams.get('status') ?? 503)
      reply.html(plainPage('Healing', `<h1>${well ? 'Well' : 'Ill'}</h1>`), status)
    },
  }
}
