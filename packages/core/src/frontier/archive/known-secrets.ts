import type { Headers } from '../../http/headers.ts'
import type { Request } from '../../http/request.ts'
import type { Response } from '../../http/response.ts'
import { credentialHeaders } from '../../session/auth/credential-headers.ts'
import { parseSetCookie } from '../../session/cookies/set-cookie.ts'
import { forgetOldest } from '../../session/forget-oldest.ts'
import { revealedSecrets } from '../../session/secret.ts'
import { spellingsOf } from './spellings.ts'

/** Shorter ones are parts of words: to take them out would spoil the page. */
const SHORTEST = { secret: 4, credential: 8, cookie: 16, hiddenCookie: 8 }

/** How many values of cookies and headers are known at once: a site may set a new one with every page. */
const MOST = 100

/** What is known of a cookie. */
interface CookieValue {
  readonly value: string
  readonly httpOnly: boolean
}

/** A session's cookies. */
interface Cookies {
  /** Grows with each change. */
  readonly version: number
  all(): readonly CookieValue[]
}

/**
 * The secrets that a crawl knows by their values, so that they can be kept out of what is written:
 *
 * | what | from how many characters on |
 * | --- | --- |
 * | what a `secret(...)` has revealed | 4 |
 * | values of headers that are credentials, as a token or a password | 8 |
 * | cookies that scripts may not read (`HttpOnly`) | 8 |
 * | other cookies | 16 |
 */
export class KnownSecrets {
  readonly #jars = new Map<Cookies, number>()
  readonly #headerNames: ReadonlySet<string>
  /** The latest last. */
  readonly #learnt = new Set<string>()
  #spellings: { readonly known: number; readonly texts: readonly string[] } | undefined

  /** @param headerNames Headers that are credentials beside the usual ones. */
  constructor(headerNames: readonly string[] = []) {
    this.#headerNames = new Set([...credentialHeaders, ...headerNames.map((name) => name.toLowerCase())])
  }

  /** The names, in lower case, of the headers that are credentials. */
  get headerNames(): ReadonlySet<string> {
    return this.#headerNames
  }

  /** Knows the cookies of a jar from now on, however they come into it. */
  watch(jar: Cookies): void {
    this.#jars.set(jar, -1)
  }

  /** A password or a token that no `secret(...)` stands for. */
  learn(value: string): void {
    this.#learn(value, SHORTEST.credential)
  }

  /** A hook for `beforeRequest`: what it is signed with is secret. */
  readonly sent = ({ request }: { readonly request: Request }): void => {
    for (const [name, value] of request.headers) {
      if (this.#headerNames.has(name.toLowerCase())) this.#learnCredential(value)
    }
  }

  /** The cookies that a response sets, some of which the jar may have lost again by now. */
  received({ headers, history }: Response): void {
    for (const one of [...history.map((hop) => hop.headers), headers]) this.#learnCookies(setCookies(one))
  }

  /** How the secrets are written in pages, the longest first. */
  spellings(): readonly string[] {
    for (const [jar, version] of this.#jars) {
      if (jar.version === version) continue
      this.#jars.set(jar, jar.version)
      this.#learnCookies(jar.all())
    }
    const revealed = revealedSecrets()
    const known = revealed.size
    if (this.#spellings?.known !== known) {
      const secrets = [...revealed].filter((value) => value.length >= SHORTEST.secret)
      const texts = new Set([...secrets, ...this.#learnt].flatMap(spellingsOf))
      this.#spellings = { known, texts: [...texts].toSorted((a, b) => b.length - a.length) }
    }
    return this.#spellings.texts
  }

  /** `Bearer <token>`, `Basic <user:password in base64>`, or a key alone. */
  #learnCredential(value: string): void {
    const [, scheme = '', credential = ''] = /^(?:(\S+) )?(.*)$/s.exec(value) ?? []
    this.learn(credential)
    if (scheme.toLowerCase() !== 'basic') return
    const pair = Buffer.from(credential, 'base64').toString()
    this.learn(pair.slice(pair.indexOf(':') + 1))
  }

  #learnCookies(cookies: readonly CookieValue[]): void {
    for (const { value, httpOnly } of cookies) {
      this.#learn(value.replace(/^"(.*)"$/s, '$1'), httpOnly ? SHORTEST.hiddenCookie : SHORTEST.cookie)
    }
  }

  #learn(value: string, shortest: number): void {
    if (value.length < shortest || this.#learnt.has(value)) return
    this.#learnt.add(value)
    forgetOldest(this.#learnt, MOST)
    this.#spellings = undefined
  }
}

function setCookies(headers: Headers): CookieValue[] {
  return headers.getAll('set-cookie').map((line) => parseSetCookie(line, 0))
}
