import { decode } from './router.ts'

/** One request that the site was asked, as it remembers it. */
export interface LogEntry {
  readonly method: string
  /** Path and query. */
  readonly path: string
  /** Milliseconds since the site started, of a clock that never jumps. */
  readonly time: number
  /** 0 until there is an answer, and for good if there is none. */
  status: number
  readonly cookie: string | undefined
  readonly authorization: string | undefined
  readonly userAgent: string | undefined
}

/** What the site was asked for, and what it granted. */
export class Counts {
  requests = 0
  /** Requests being answered now. */
  active = 0
  /** The most requests that were being answered at once. */
  peak = 0
  /** Sign-ins by the form that succeeded. */
  logins = 0
  /** Sign-ins by the form that were refused, for the password or the CSRF token. */
  refusals = 0
  /** Access tokens given out by the API. */
  tokens = 0
  log: LogEntry[] = []
  #hits = new Map<string, number>()
  readonly #logSize: number

  constructor(logSize: number) {
    this.#logSize = logSize
  }

  /** How often a path was asked for: with a query exactly that one, without any. */
  hits(path: string): number {
    return this.#hits.get(decode(path)) ?? 0
  }

  /** Counts a request in. */
  begin(entry: LogEntry): void {
    this.requests += 1
    this.active += 1
    this.peak = Math.max(this.peak, this.active)
    this.log.push(entry)
    if (this.log.length > this.#logSize) this.log.shift()
    const [path = '', query] = entry.path.split('?', 2)
    this.#count(decode(path))
    if (query !== undefined) this.#count(decode(entry.path))
  }

  /** Counts a request out. */
  end(entry: LogEntry, status: number): void {
    this.active -= 1
    entry.status = status
  }

  /** Starts counting anew; requests that are being answered stay active. */
  reset(): void {
    this.requests = this.logins = this.refusals = this.tokens = 0
    this.peak = this.active
    this.log = []
    this.#hits.clear()
  }

  #count(path: string): void {
    this.#hits.set(path, (this.#hits.get(path) ?? 0) + 1)
  }
}
