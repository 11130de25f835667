import { hash } from 'node:crypto'

import type { Login } from '../../../extract/login.ts'
import type { Link } from '../../../frontier/store.ts'
import type { Response } from '../../../http/response.ts'
import type { Session } from '../../../session/session.ts'
import { SessionTokens, type Belongings } from '../kept/session-tokens.ts'
import { LoginPages } from '../page-kinds/login-pages.ts'
import { crawlerSays } from './crawler-says.ts'
import { hasPasswordField, isHtml } from './password-field.ts'
import { SameBodies } from './same-bodies.ts'
import { SignOutLinks } from './sign-out-links.ts'

/**
 * What a page says of its visitor, most trusted first:
 *
 * | sign | what shows it |
 * | --- | --- |
 * | `out` | the crawler's `signedOut`; 401, 419, 440; a redirect to the login page |
 * | `in` | the crawler's `signedIn` |
 * | `out` | a redirect to a page with a password field; a form of the login |
 * | `maybe out` | 403 on a route that worked; a password field, a lost cookie of the login, no link to sign out where there was one, the same body under many URLs |
 * | `none` | nothing of all that |
 *
 * A `maybe out` that is still there right after a login is how the page is, and is learned.
 */
export type Sign = 'in' | 'out' | 'maybe out' | 'none'

/** What a sign may depend on beside the response. */
type Asked = Pick<Link, 'route' | 'key'>

/** 401, and what Laravel and IIS answer when a session is over. */
const UNKNOWN_VISITOR = new Set([401, 419, 440])

/**
 * Reads who a page was made for, and learns which of the weaker signs mean nothing on this site.
 *
 * It is asked once for each page that comes (`read`), and for the answer to each login (`isRefusal`).
 */
export class Signs {
  /** What the last login has brought. */
  readonly tokens: SessionTokens
  readonly signOutLinks = new SignOutLinks()
  readonly #login: Login
  readonly #loginPages: LoginPages
  readonly #bodies = new SameBodies()
  /** The routes that were fetched well; those of which a 403, or a password field, is how a page is. */
  readonly #worked = new Set<string>()
  readonly #forbidden = new Set<string>()
  readonly #withPassword = new Set<string>()
  #landing: string | undefined

  constructor(login: Login, session: Session) {
    this.#login = login
    this.tokens = new SessionTokens(session)
    this.#loginPages = new LoginPages(login, session)
  }

  /** The page that the last login led to, if it led to one. */
  get landing(): string | undefined {
    return this.#landing
  }

  /** What a page says of its visitor. */
  read(request: Asked, response: Response): Sign {
    const isRefused = isUnknownVisitor(response) || this.#loginPages.isRedirectTarget(response)
    if (isRefused || crawlerSays(this.#login, 'signedOut', response)) return 'out'
    if (crawlerSays(this.#login, 'signedIn', response)) {
      if (this.#loginPages.isShownOn(response)) this.#loginPages.ignoreForms()
      this.#worked.add(request.route)
      return 'in'
    }
    if (this.#loginPages.isInPlaceOf(response)) return 'out'
    if (this.#looksOut(request, response)) return 'maybe out'
    if (response.ok) this.#worked.add(request.route)
    return 'none'
  }

  /** A page still looks signed out though the session is signed in: takes the weaker signs that it bears for how it is. */
  learn({ route, key }: Asked, response: Response): void {
    if (response.status === 403) this.#forbidden.add(route)
    if (hasPasswordField(response)) this.#withPassword.add(route)
    this.tokens.forgetLost()
    if (response.ok) this.signOutLinks.learn(route, response)
    this.#bodies.accept(key, bodyHash(response))
  }

  /** Whether a page that is `maybe out` is so for nothing but that it lacks the link to sign out. */
  lacksOnlySignOut({ route }: Asked, response: Response): boolean {
    const isBeyond = !response.ok || hasPasswordField(response) || this.tokens.areLost
    return !isBeyond && this.signOutLinks.isMissing(route, response)
  }

  /** The requests that were answered with this body, which may all have been spoiled. */
  answeredAlike(response: Response): readonly Uint8Array[] {
    return this.#bodies.requestsWith(bodyHash(response))
  }

  /** Whether the answer to a login is that of a refused one: still signed out, or the form again. */
  isRefusal(answer: Response): boolean {
    if (crawlerSays(this.#login, 'signedIn', answer)) return false
    return (
      crawlerSays(this.#login, 'signedOut', answer) ||
      isUnknownVisitor(answer) ||
      answer.status === 403 ||
      hasPasswordField(answer) ||
      this.#loginPages.isShownOn(answer)
    )
  }

  /** Remembers the answer to a form of the login. */
  sawAnswer(answer: Response): void {
    this.#loginPages.sawAnswer(answer)
    this.#landing = answer.ok && answer.method === 'GET' ? answer.url.href : undefined
  }

  /** Whether a page is one that strangers are shown; unlike `read` it learns nothing. */
  isForStrangers(response: Response): boolean {
    const isRefusal = isUnknownVisitor(response) || response.status === 403
    return (
      isRefusal ||
      crawlerSays(this.#login, 'signedOut', response) ||
      this.#loginPages.isInPlaceOf(response) ||
      hasPasswordField(response)
    )
  }

  /** A login has worked, and brought all that the session did not have before. */
  signedIn(before: Belongings): void {
    this.tokens.learn(before)
    this.#bodies.clear()
  }

  #looksOut({ route, key }: Asked, response: Response): boolean {
    if (response.status === 403) return this.#worked.has(route) && !this.#forbidden.has(route)
    if (!response.ok) return false
    if (!this.#withPassword.has(route) && hasPasswordField(response)) return true
    if (this.tokens.areLost) return true
    // A crawler that knows a proof needs no guess.
    if (this.#login.signedIn || !isHtml(response)) return false
    return this.signOutLinks.isMissing(route, response) || this.#bodies.isOneTooMany(key, bodyHash(response))
  }
}

function isUnknownVisitor({ status }: Response): boolean {
  return UNKNOWN_VISITOR.has(status)
}

function bodyHash(response: Response): string {
  return hash('sha256', response.body, 'base64')
}
