import type { StoredCookie } from '../../../session/cookies/cookie.ts'
import type { Session } from '../../../session/session.ts'
import { jwtEnd } from './jwt-end.ts'

/** The cookies and headers of a session as they stand, by what names each. */
export type Belongings = ReadonlyMap<string, Belonging>

interface Belonging {
  readonly value: string
  readonly expires?: Date | undefined
}

/** The name of a cookie or header, and when it is over; `null` for one that does not say. */
export type KeptToken = readonly [id: string, end: number | null]

/** One of them. */
interface Token {
  readonly value: string | undefined
  /** When it is over as a JSON Web Token, in milliseconds since 1970. */
  readonly jwtEnd: number
  /** When it is over, be it as such or as a cookie; `Infinity` for what does not say. */
  readonly end: number
}

/**
 * The cookies and headers by which a site knows a signed-in session: those that are new since the login.
 *
 * They are asked after each page whether one is lost, and before each when they end.
 */
export class SessionTokens {
  readonly #session: Session
  readonly #tokens = new Map<string, Token>()
  readonly #lost = new Set<string>()
  /** Of the session, when its cookies and headers were last looked at. */
  #version = -1

  constructor(session: Session) {
    this.#session = session
  }

  /** What the session has now, for `learn`. */
  now(): Belongings {
    const { cookies, headers } = this.#session
    return new Map([
      ...cookies.all().map((cookie) => [cookieId(cookie), cookie] as const),
      ...[...headers].map(([name, value]) => [headerId(name), { value }] as const),
    ])
  }

  /** A login has brought all that the session did not have before. */
  learn(before: Belongings): void {
    this.#tokens.clear()
    this.#lost.clear()
    for (const [id, { value }] of this.now()) {
      // A header that says nothing of its end may be no part of the login, such as the name of a browser.
      const isMute = isHeader(id) && jwtEnd(value, 0) === undefined
      if (!isMute && before.get(id)?.value !== value) this.#tokens.set(id, UNSEEN)
    }
    this.#version = -1
  }

  /** What goes on with a kept session. */
  get kept(): readonly KeptToken[] {
    return [...this.ends].map(([id, end]) => [id, end === Infinity ? null : end] as const)
  }

  restore(kept: readonly KeptToken[]): void {
    const now = this.now()
    this.#tokens.clear()
    for (const [id, end] of kept) {
      const value = now.get(id)?.value
      const isJwt = value !== undefined && jwtEnd(value, 0) !== undefined
      const known = end ?? Infinity
      this.#tokens.set(id, { value, jwtEnd: isJwt ? known : Infinity, end: known })
    }
    this.#version = -1
  }

  /** Whether the site has taken one of them back. */
  get areLost(): boolean {
    this.#look()
    return this.#lost.size > 0
  }

  /** When each is over by its own word; what the site gives out anew lasts longer. */
  get ends(): ReadonlyMap<string, number> {
    this.#look()
    return new Map([...this.#tokens].map(([id, { end }]) => [id, end]))
  }

  /** Those that were lost turn out not to be needed. */
  forgetLost(): void {
    for (const id of this.#lost) this.#tokens.delete(id)
    this.#lost.clear()
  }

  /** Lets go of what is over by then, and of what has no end of its own; what a site knows a device by lasts longer. */
  drop(end: number): void {
    const over = new Set([...this.ends].filter(([, own]) => own <= end || own === Infinity).map(([id]) => id))
    const { cookies, headers } = this.#session
    for (const cookie of cookies.all()) if (over.has(cookieId(cookie))) cookies.delete(cookie.name, cookie)
    for (const [name] of headers.clone()) if (over.has(headerId(name))) headers.delete(name)
    this.#tokens.clear()
  }

  #look(): void {
    if (this.#session.version === this.#version) return
    this.#version = this.#session.version
    const [now, belongings] = [Date.now(), this.now()]
    this.#lost.clear()
    for (const [id, token] of this.#tokens) {
      const there = belongings.get(id)
      if (there) this.#tokens.set(id, seen(there, token, now))
      else if (token.end > now) this.#lost.add(id)
    }
  }
}

const UNSEEN: Token = { value: undefined, jwtEnd: Infinity, end: Infinity }

/** The life of a token counts from when it was first seen. */
function seen({ value, expires }: Belonging, before: Token, now: number): Token {
  const ownEnd = value === before.value ? before.jwtEnd : (jwtEnd(value, now) ?? Infinity)
  return { value, jwtEnd: ownEnd, end: Math.min(expires?.getTime() ?? Infinity, ownEnd) }
}

/** A token in a header is sent as long as it is there: when it is over, so is the login. */
export function isHeader(id: string): boolean {
  return id.startsWith('header;')
}

function cookieId({ domain, path, name }: Pick<StoredCookie, 'domain' | 'path' | 'name'>): string {
  return `${domain};${path};${name}`
}

function headerId(name: string): string {
  return `header;${name.toLowerCase()}`
}
