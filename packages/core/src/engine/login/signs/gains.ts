import type { Session } from '../../../session/session.ts'
import { jwtEnd } from './jwt-end.ts'

/** A cookie or header as it stands, by what names it. */
export type Belongings = ReadonlyMap<string, { readonly value: string; readonly expires?: Date | undefined }>

/** The name of a cookie or header, and when it is over; `null` for one that does not say. */
export type KeptGain = readonly [id: string, end: number | null]

/** One of them. */
interface Gain {
  readonly value: string | undefined
  /** When it is over as a token, in milliseconds since 1970. */
  readonly tokenEnd: number
  /** When it is over, be it as a token or as a cookie; `Infinity` for what does not say. */
  readonly end: number
}

/** What signing in has brought to a session: the cookies and headers that are new since. */
export class Gains {
  readonly #session: Session
  readonly #gains = new Map<string, Gain>()
  readonly #lost = new Set<string>()
  #version = -1

  constructor(session: Session) {
    this.#session = session
  }

  /** What the session has now, for `since`. */
  now(): Belongings {
    const { cookies, headers } = this.#session
    return new Map([
      ...cookies.all().map((cookie) => [`${cookie.domain};${cookie.path};${cookie.name}`, cookie] as const),
      ...[...headers].map(([name, value]) => [headerId(name), { value }] as const),
    ])
  }

  /** Remembers what a login has brought. */
  since(before: Belongings): void {
    this.#gains.clear()
    this.#lost.clear()
    for (const [id, { value }] of this.now()) {
      // A header that says nothing of its end may be no part of the login, such as the name of a browser.
      const isMute = isHeader(id) && jwtEnd(value, 0) === undefined
      if (!isMute && before.get(id)?.value !== value) this.#gains.set(id, UNSEEN)
    }
    this.#version = -1
  }

  /** What goes on with a kept session. */
  get kept(): readonly KeptGain[] {
    return [...this.ends].map(([id, end]) => [id, end === Infinity ? null : end] as const)
  }

  restore(kept: readonly KeptGain[]): void {
    const now = this.now()
    this.#gains.clear()
    for (const [id, end] of kept) {
      const value = now.get(id)?.value
      const isToken = value !== undefined && jwtEnd(value, 0) !== undefined
      const known = end ?? Infinity
      this.#gains.set(id, { value, tokenEnd: isToken ? known : Infinity, end: known })
    }
    this.#version = -1
  }

  /** Whether the site has taken something of it back. */
  get areLost(): boolean {
    this.#look()
    return this.#lost.size > 0
  }

  /** When each is over by its own word; what the site gives out anew lasts longer. */
  get ends(): ReadonlyMap<string, number> {
    this.#look()
    return new Map([...this.#gains].map(([id, { end }]) => [id, end]))
  }

  /** What was lost is not needed. */
  forgive(): void {
    for (const id of this.#lost) this.#gains.delete(id)
    this.#lost.clear()
  }

  /** Lets go of what is over by then, and of what has no end of its own; what a site knows a device by lasts longer. */
  drop(end: number): void {
    const over = new Set([...this.ends].filter(([, own]) => own <= end || own === Infinity).map(([id]) => id))
    const { cookies, headers } = this.#session
    for (const cookie of cookies.all()) {
      const { domain, path, name } = cookie
      if (over.has(`${domain};${path};${name}`)) cookies.delete(name, { domain, path })
    }
    for (const [name] of headers.clone()) if (over.has(headerId(name))) headers.delete(name)
    this.#gains.clear()
  }

  #look(): void {
    if (this.#session.version === this.#version) return
    this.#version = this.#session.version
    const [now, belongings] = [Date.now(), this.now()]
    this.#lost.clear()
    for (const [id, gain] of this.#gains) {
      const there = belongings.get(id)
      if (there) this.#gains.set(id, seen(there, gain, now))
      else if (gain.end > now) this.#lost.add(id)
    }
  }
}

const UNSEEN: Gain = { value: undefined, tokenEnd: Infinity, end: Infinity }

/** The life of a token counts from when it was first seen. */
function seen(
  { value, expires }: { readonly value: string; readonly expires?: Date | undefined },
  before: Gain,
  now: number,
): Gain {
  const tokenEnd = value === before.value ? before.tokenEnd : (jwtEnd(value, now) ?? Infinity)
  return { value, tokenEnd, end: Math.min(expires?.getTime() ?? Infinity, tokenEnd) }
}

/** A token in a header is sent as long as it is there: when it is over, so is the login. */
export function isHeader(id: string): boolean {
  return id.startsWith('header;')
}

function headerId(name: string): string {
  return `header;${name.toLowerCase()}`
}
