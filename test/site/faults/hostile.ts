import { escape } from '../server/html.ts'
import type { Routes } from '../server/router.ts'
import { htmlType } from './page.ts'

/** Pages that are well by the letter, and made to do harm. */
export function hostilePages(): Routes {
  return {
    '/faults/base'({ url }, reply) {
      const base = escape(url.searchParams.get('href') ?? '')
      reply.html(`<!doctype html><head><base href="${base}"></head><a href="members/1">Relative</a>`)
    },

    '/faults/giant-attribute'({ url }, reply) {
      const giant = 'x'.repeat(Number(url.searchParams.get('mb') ?? 20) * 2 ** 20)
      reply.html(`<!doctype html><p class="${giant}" id="p">Text</p><a href="/?q=${giant}">Long</a>`)
    },

    '/faults/nul-bytes': (_request, reply) =>
      reply.html(
        '<!doctype html>\0<p id="p">a\0b</p><a href="/mem\0bers/1">One</a><\0p><a\0 href="/members/2">Two</a>',
      ),

    '/faults/refresh': (_request, reply) =>
      reply.send(
        200,
        { 'content-type': htmlType, refresh: '0;url=/faults/refresh' },
        '<meta http-equiv="refresh" content="0;url=/faults/refresh?again"><p id="p">Again</p>',
      ),

    // It says UTF-8 twice, and is windows-1252.
    '/faults/lying-charset': (_request, reply) =>
      reply.send(
        200,
        { 'content-type': htmlType },
        Buffer.from('<meta charset="utf-8"><p id="p">caf\xe9</p>', 'latin1'),
      ),

    '/faults/many-headers'({ url }, { raw }) {
      const count = Number(url.searchParams.get('n') ?? 10_000)
      for (let header = 0; header < count; header++) raw.setHeader(`x-header-${header}`, 'value')
      raw.setHeader('content-type', htmlType).end('<p id="p">Text</p>')
    },

    '/faults/many-cookies'({ url }, { raw }) {
      const count = Number(url.searchParams.get('n') ?? 10_000)
      const cookies = Array.from({ length: count }, (_, cookie) => `cookie-${cookie}=value; Path=/`)
      raw.setHeader('set-cookie', cookies)
      raw.setHeader('content-type', htmlType).end('<p id="p">Text</p>')
    },

    '/faults/slow-headers'(_request, { raw }) {
      raw.socket?.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => raw.socket?.write('x-more: and more\r\n'), 20)
      raw.socket?.once('close', () => clearInterval(timer))
    },
  }
}
