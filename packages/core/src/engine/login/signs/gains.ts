import type { Session } from '../../../session/session.ts'
import { jwtEnd } from './jwt-end.ts'

/** A cookie or header as it stands, by what names it. */
export type Belongings = ReadonlyMap<string, { readonly value: string; readonly expires?: Date | undefined }>

/** What signing in has brought to a session: the cookies and headers that are new since. */
export class Gains {
  readonly #session: Session
  /** When each is over by its own word, in milliseconds since 1970; `Infinity` for what does not say. */
  readonly #ends = new Map<string, number>()
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
    this.#ends.clear()
    this.#lost.clear()
    for (const [id, { value }] of this.now()) {
      // A header that says nothing of its end may be no part of the login, such as the name of a browser.
      const isMute = isHeader(id) && jwtEnd(value, 0) === undefined
      if (!isMute && before.get(id)?.value !== value) this.#ends.set(id, Infinity)
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
    return this.#ends
  }

  /** What was lost is not needed. */
  forgive(): void {
    for (const id of this.#lost) this.#ends.delete(id)
    this.#lost.clear()
  }

  /** Lets go of what is over by then, and of what has no end of its own; what a site knows a device by lasts longer. */
  drop(end: number): void {
    this.#look()
    const over = new Set(
      [...this.#ends].filter(([, own]) => own <= end || own === Infinity).map(([id]) => id),
    )
    const { cookies, headers } = this.#session
    for (const cookie of cookies.all()) {
      const { domain, path, name } = cookie
      if (over.has(`${domain};${path};${name}`)) cookies.delete(name, { domain, path })
    }
    for (const [name] of headers.clone()) if (over.has(headerId(name))) headers.delete(name)
    this.#ends.clear()
  }

  #look(): void {
    if (this.#session.version === this.#version) return
    this.#version = this.#session.version
    const [now, belongings] = [Date.now(), this.now()]
    this.#lost.clear()
    for (const [id, end] of this.#ends) {
      const there = belongings.get(id)
      if (there) this.#ends.set(id, endOf(there.value, there.expires, now))
      else if (end > now) this.#lost.add(id)
    }
  }
}

/** A token in a header is sent as long as it is there: when it is over, so is the login. */
export function isHeader(id: string): boolean {
  return id.startsWith('header;')
}

function headerId(name: string): string {
  return `header;${name.toLowerCase()}`
}

function endOf(value: string, expires: Date | undefined, now: number): number {
  return Math.min(expires?.getTime() ?? Infinity, jwtEnd(value, now) ?? Infinity)
}
