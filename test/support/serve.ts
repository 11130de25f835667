import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'

/** A request as a test server saw it. */
export interface SeenRequest {
  readonly method: string
  /** The request target, as sent. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly body: string
}

export interface TestServer extends AsyncDisposable {
  /** Its origin, such as `http://127.0.0.1:40123`. */
  readonly url: string
  readonly requests: SeenRequest[]
}

type Handler = (request: IncomingMessage & SeenRequest, response: ServerResponse) => unknown

/** A server on 127.0.0.1 that reads each request whole, keeps it, and has it answered. */
export async function serve(handler: Handler, host = '127.0.0.1'): Promise<TestServer> {
  const requests: SeenRequest[] = []
  const server = createServer((incoming, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of incoming) chunks.push(chunk)
      const { method = '', url = '' } = incoming
      const request = Object.assign(incoming, { method, url, body: Buffer.concat(chunks).toString() })
      requests.push(request)
      await handler(request, response)
    })()
  })
  server.listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
