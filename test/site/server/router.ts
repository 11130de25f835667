import type { Reply } from './reply.ts'
import type { SiteRequest } from './request.ts'

/** Answers the requests of one route. */
export type Handler = (request: SiteRequest, reply: Reply) => void | Promise<void>

/**
 * Handlers by pattern: `/products/:id` answers GET and HEAD, `POST /login` another method, `* /echo` any.
 * A last segment `*` takes all that follows.
 */
export type Routes = Readonly<Record<string, Handler>>

interface Route {
  readonly method: string
  readonly segments: readonly string[]
  readonly handler: Handler
}

/** The route that takes a request. */
export interface Match {
  readonly handler: Handler
  readonly params: Record<string, string>
}

/** Finds the handler for a method and a path; of two that match, the first in the table. */
export class Router {
  /** Routes by their first segment, so that a long table costs no time. */
  readonly #routes = new Map<string, Route[]>()

  constructor(routes: Routes) {
    for (const [pattern, handler] of Object.entries(routes)) {
      const [path = '', method = 'GET'] = pattern.split(' ').toReversed()
      const segments = path.slice(1).split('/')
      const first = segments[0]!
      this.#routes.set(first, [...(this.#routes.get(first) ?? []), { method, segments, handler }])
    }
  }

  find(method: string, path: string): Match | undefined {
    const asked = method === 'HEAD' ? 'GET' : method
    const segments = path.slice(1).split('/')
    for (const route of this.#routes.get(segments[0]!) ?? []) {
      if (route.method !== asked && route.method !== '*') continue
      const params = match(route.segments, segments)
      if (params) return { handler: route.handler, params }
    }
    return undefined
  }
}

function match(pattern: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  const open = pattern.at(-1) === '*'
  if (open ? path.length < pattern.length : path.length !== pattern.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, expected] of pattern.entries()) {
    const segment = path[index]!
    if (expected.startsWith(':')) params[expected.slice(1)] = decode(segment)
    else if (expected !== segment && expected !== '*') return undefined
  }
  return params
}

/** Decodes a path or a part of it; one with a bad percent-encoding stands for itself. */
export function decode(path: string): string {
  if (!path.includes('%')) return path
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
