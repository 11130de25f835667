/** Faults of `/faults/` that a page may have for good. */
const LASTING = [
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
  'huge?mb=2',
  'deep?n=5000',
  'status/404',
  'status/500',
] as const

/** Those that a page has only the first time that it is asked for. */
const PASSING = ['reset', 'truncated', 'truncated-gzip', 'status/500', 'status/502', 'status/408'] as const

/** Every so many products one has a fault: one in twenty. */
const EVERY = 20

/** The fault that a product's page has, and whether it lasts; every kind comes up equally often. */
export function faultOf(id: number): { readonly path: string; readonly lasts: boolean } | undefined {
  if (id % EVERY !== EVERY - 1) return undefined
  const turn = Math.floor(id / EVERY) % (LASTING.length + PASSING.length)
  const lasting = LASTING[turn]
  if (lasting !== undefined) return { path: `/faults/${lasting}`, lasts: true }
  return { path: `/faults/${PASSING[turn - LASTING.length]}`, lasts: false }
}

/** Gives faults to the products' pages: says what is to be answered instead of a page, each time that it is asked for. */
export class Sprinkler {
  readonly #seen = new Set<number>()

  /** The address that answers for another; its own for a page that is well. */
  addressFor(url: URL): URL {
    const id = Number(/^\/products\/(\d+)$/.exec(url.pathname)?.[1])
    const fault = faultOf(id)
    if (!fault || (!fault.lasts && this.#seen.has(id))) return url
    this.#seen.add(id)
    return new URL(fault.path, url)
  }
}
