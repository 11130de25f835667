import { Headers } from '../../../packages/core/src/http/headers.ts'
import type { HeadersInit } from '../../../packages/core/src/http/headers.ts'
import type { Body, Request } from '../../../packages/core/src/http/request.ts'
import { createTransport } from '../../../packages/core/src/session/transport/create-transport.ts'
import type { ProxyOption } from '../../../packages/core/src/session/transport/proxy/proxy.ts'
import type { TransportOptions } from '../../../packages/core/src/session/transport/transport-options.ts'
import type {
  ExchangeLimits,
  Transport,
  WireResponse,
} from '../../../packages/core/src/session/transport/transport.ts'

/** What a test says about one request. */
interface Asking {
  readonly method?: string
  readonly headers?: HeadersInit
  readonly body?: Body
  readonly limits?: Partial<ExchangeLimits>
  readonly signal?: AbortSignal
  readonly proxy?: ProxyOption
}

/** A response read to its end. */
interface Answer {
  readonly text: string
  readonly response: WireResponse
}

/** A transport that a test asks in one line; closed at the end of the block. */
export interface Client extends Transport, AsyncDisposable {
  open(url: string | URL, asking?: Asking): Promise<WireResponse>
  read(url: string | URL, asking?: Asking): Promise<Answer>
}

const LIMITS: ExchangeLimits = { connect: 5000, headers: 5000, bodyIdle: 5000, queue: 5000 }

export function client(options: TransportOptions = {}): Client {
  const transport = createTransport(options)
  const open = (url: string | URL, asking: Asking = {}): Promise<WireResponse> =>
    transport.send(request(url, asking), { ...LIMITS, ...asking.limits }, asking.signal, asking.proxy)
  return {
    send: (...parts) => transport.send(...parts),
    close: () => transport.close(),
    destroy: () => transport.destroy(),
    open,
    async read(url, asking) {
      const response = await open(url, asking)
      return { text: await textOf(response), response }
    },
    [Symbol.asyncDispose]: () => transport.destroy(),
  }
}

export async function textOf(response: WireResponse): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of response.body) pieces.push(piece)
  return Buffer.concat(pieces).toString('latin1')
}

function request(url: string | URL, { method = 'GET', headers, body }: Asking): Request {
  return { method, url: new URL(url), headers: new Headers(headers), body }
}
