import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'

/** A request as the handlers see it. */
export interface SiteRequest {
  readonly method: string
  /** The address asked for, under the host name that the client used. */
  readonly url: URL
  /** The request target exactly as it came over the wire. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  readonly cookies: ReadonlyMap<string, string>
  /** What the `:names` of the route's pattern stood for. */
  readonly params: Readonly<Record<string, string>>
  /** The whole request body. */
  body(): Promise<Buffer>
}

/** Reads what `node:http` received, with the parameters of the route it matched. */
export function readRequest(incoming: IncomingMessage, url: URL): Omit<SiteRequest, 'params'> {
  return {
    method: incoming.method ?? 'GET',
    url,
    target: incoming.url ?? '/',
    headers: incoming.headers,
    rawHeaders: incoming.rawHeaders,
    cookies: readCookies(incoming.headers.cookie),
    body: () => buffer(incoming),
  }
}

/** The address of a request, or undefined when target and Host make none. */
export function readUrl(incoming: IncomingMessage): URL | undefined {
  const target = incoming.url ?? '/'
  const origin = `http://${incoming.headers.host ?? '127.0.0.1'}`
  return URL.parse(target.startsWith('/') ? origin + target : target) ?? undefined
}

/** A page number from the query, 1 if there is none, NaN if it is not a number. */
export function pageNumber(url: URL): number {
  return Number(url.searchParams.get('page') ?? 1)
}

/** The number that `:id` in the address names, NaN if it is not written as the site writes it. */
export function readId({ params }: Pick<SiteRequest, 'params'>): number {
  return /^[1-9]\d{0,14}$/.test(params['id'] ?? '') ? Number(params['id']) : Number.NaN
}

/** The fields of a body in form or JSON encoding, as texts. */
export async function readFields(request: SiteRequest): Promise<ReadonlyMap<string, string>> {
  const text = (await request.body()).toString()
  const isJson = request.headers['content-type']?.startsWith('application/json') ?? false
  if (!isJson) return new Map(new URLSearchParams(text))
  return new Map(Object.entries(parseJson(text) ?? {}).map(([name, value]) => [name, String(value)]))
}

/** What a JSON text says, or undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function readCookies(header: string | undefined): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of header?.split(';') ?? []) {
    const [name, ...value] = pair.split('=')
    if (value.length > 0) cookies.set(name!.trim(), value.join('=').trim())
  }
  return cookies
}
