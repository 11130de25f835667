import type { ServerResponse } from 'node:http'

import type { Routes } from '../server/router.ts'
import { halfPage, htmlType, wholePage } from './page.ts'

const wholeLength = { 'content-type': htmlType, 'content-length': wholePage.length }

/** Connections that break, stall, or carry another number of bytes than they promise. */
export function connectionFaults(): Routes {
  return {
    '* /faults/reset': (_request, { raw }) => void raw.socket?.resetAndDestroy(),

    async '/faults/reset-mid'(_request, reply) {
      reply.raw.writeHead(200, wholeLength).write(halfPage)
      // A reset overtakes bytes that are still on their way: let them arrive first.
      if (await reply.wait(50)) reply.raw.socket?.resetAndDestroy()
    },

    '* /faults/stall'() {},

    '/faults/stall-body': (_request, { raw }) => void raw.writeHead(200, wholeLength).write(halfPage),

    '/faults/truncated': (_request, { raw }) => hangUpAfter(raw.writeHead(200, wholeLength)),

    '/faults/truncated-chunked': (_request, { raw }) =>
      hangUpAfter(raw.writeHead(200, { 'content-type': htmlType })),

    // Keeps the connection open, so that what is too much looks like the start of the next answer.
    '/faults/wrong-length'(_request, { raw }) {
      raw.writeHead(200, { 'content-type': htmlType, 'content-length': halfPage.length }).end(wholePage)
    },

    '/faults/not-http': (_request, { raw }) => void raw.socket?.end('This is no HTTP.\r\n\r\n'),
  }
}

/** Sends half the page, and then closes the connection as if that were all. */
function hangUpAfter(raw: ServerResponse): void {
  raw.write(halfPage, () => raw.socket?.end())
}
