import type { Response } from '../http/response.ts'
import type { FormValues } from '../session/form/entries.ts'
import type { Session } from '../session/session.ts'
import type { Account } from './accounts.ts'
import type { BrowserPage } from './browser-page.ts'

/** How to sign in, and how to see whether it holds. */
export type Login<A extends Account = Account> = (LoginByForm | LoginBySubmit<A> | LoginByBrowser<A>) &
  LoginSigns &
  LoginTokens

/** The common case: a form, or several one after the other. */
export interface LoginByForm {
  /** The page with the form: a path or a URL. */
  readonly form: string
  /**
   * What to fill in, for each form in turn: first the user, then the password, then the code. What differs from account
   * to account stands in `accounts`.
   */
  readonly fields?: FormValues | readonly FormValues[]
  readonly submit?: never
  readonly browser?: never
}

/** Any other way. */
export interface LoginBySubmit<A extends Account = Account> {
  /** Anything that fills the session's cookies. A `Response` it returns is judged. */
  submit(session: Session, account: A): Promise<unknown>
  readonly form?: never
  readonly browser?: never
}

/** A real browser, for logins that need JavaScript; `@latchkey/browser` opens it. */
export interface LoginByBrowser<A extends Account = Account> {
  /** Signs in on an empty page of Chromium, without a window. Its cookies become the session's. */
  browser(page: BrowserPage, account: A): Promise<unknown>
  readonly form?: never
  readonly submit?: never
}

/** How a page shows whether it was made for a signed-in user. All of it may be left out: see `engine/login/signs`. */
export interface LoginSigns {
  /** A proof of being signed in, on pages that show one. Pages without are held back until the next proof. */
  readonly signedIn?: (response: Response) => boolean
  /** A sign of being signed out. */
  readonly signedOut?: (response: Response) => boolean
  /** A page that shows the proof: a path or a URL. */
  readonly check?: string
}

/** What a login by browser brings beside cookies, be it by script or by hand. */
export interface LoginTokens {
  /**
   * Headers made of what the site keeps in the page, sent to the site with every request from then on:
   * ``async (page) => ({ authorization: `Bearer ${await page.evaluate('localStorage.token')}` })``.
   */
  tokens?(page: BrowserPage): Promise<{ readonly [header: string]: string }>
}
