import { DefinitionError } from '../../errors.ts'
import type { Request } from '../../http/request.ts'
import { Response } from '../../http/response.ts'
import type { ResponseInit } from '../../http/response.ts'
import type { ProxyOption } from './proxy/proxy.ts'
import { abortSignalOf } from './stop-signal.ts'
import type { ExchangeLimits, Transport, WireResponse } from './transport.ts'

/** A response, or its parts. */
export type MountAnswer = Response | Omit<ResponseInit, 'url'>

/** Answers a request in place of the network; what it returns goes through the steps as if it came over a socket. */
export type MountFunction = (request: Request) => MountAnswer | Promise<MountAnswer>

/** A transport of your own. It is yours to close: a session closes only what it has opened itself. */
export interface MountedTransport {
  send(
    request: Request,
    limits: ExchangeLimits,
    signal: AbortSignal | undefined,
    proxy?: ProxyOption,
  ): Promise<WireResponse>
}

/** One function or transport for every URL, or some by URL prefix. */
export type MountOption =
  | MountFunction
  | MountedTransport
  | Readonly<{ [prefix: string]: MountFunction | MountedTransport }>

/**
 * A transport that hands each request to what is mounted at the longest prefix of its URL, else to the network.
 *
 * A prefix is an origin with or without a path, and ends where a segment of the path does.
 *
 * @throws {DefinitionError} for a prefix that is not an absolute URL.
 */
export function mountTransport(option: MountOption, network: () => Transport): Transport {
  const isAlone = typeof option === 'function' || isTransport(option)
  const mounts = isAlone ? [mountEverywhere(option)] : Object.entries(option).map(mountAt)
  mounts.sort((a, b) => b.length - a.length)
  let fallback: Transport | undefined
  return {
    send(request, ...rest) {
      const mount = mounts.find(({ matches }) => matches(request.url))
      return (mount?.sender ?? (fallback ??= network())).send(request, ...rest)
    },
    close: async () => fallback?.close(),
    destroy: async () => fallback?.destroy(),
  }
}

function isTransport(option: MountOption): option is MountedTransport {
  return 'send' in option && typeof option.send === 'function'
}

type Sender = Pick<Transport, 'send'>

interface Mount {
  /** Of the prefix's path. */
  readonly length: number
  readonly matches: (url: URL) => boolean
  readonly sender: Sender
}

function mountEverywhere(target: MountFunction | MountedTransport): Mount {
  return { length: 0, matches: () => true, sender: senderOf(target) }
}

function mountAt([prefix, target]: [prefix: string, target: MountFunction | MountedTransport]): Mount {
  const base = URL.parse(prefix)
  if (!base) {
    const remedy = 'write an absolute URL such as https://api.example/v1'
    throw new DefinitionError(`transport is mounted at ${JSON.stringify(prefix)}: ${remedy}`)
  }
  const path = base.pathname.replace(/\/$/, '')
  const isBelow = ({ pathname }: URL) => pathname === path || pathname.startsWith(`${path}/`)
  return {
    length: path.length,
    matches: (url) => url.origin === base.origin && isBelow(url),
    sender: senderOf(target),
  }
}

function senderOf(target: MountFunction | MountedTransport): Sender {
  if (typeof target === 'function') return functionSender(target)
  return {
    send: (request, limits, signal, proxy) =>
      target.send(request, limits, signal && abortSignalOf(signal), proxy),
  }
}

function functionSender(answer: MountFunction): Sender {
  return {
    async send(request, _limits, signal) {
      signal?.throwIfAborted()
      const { promise: aborted, reject } = Promise.withResolvers<never>()
      const onAbort = () => reject(signal?.reason)
      signal?.addEventListener('abort', onAbort)
      try {
        return wireResponse(await Promise.race([answer(request), aborted]), request)
      } finally {
        signal?.removeEventListener('abort', onAbort)
      }
    },
  }
}

function wireResponse(answer: MountAnswer, { url, body: sent }: Request): WireResponse {
  const response = answer instanceof Response ? answer : new Response({ ...answer, url })
  const { status, statusText, httpVersion, headers, body, timings } = response
  return {
    status,
    statusText,
    headers,
    httpVersion,
    body: pieces(body),
    cancel: async () => {},
    timings: () => timings,
    socketReused: false,
    bytes: () => body.byteLength,
    sent: () => sent?.length ?? 0,
    lenient: false,
  }
}

async function* pieces(body: Uint8Array): AsyncGenerator<Uint8Array> {
  if (body.byteLength > 0) yield body
}
