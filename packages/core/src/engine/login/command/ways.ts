import type { Crawler } from '../../../extract/definition.ts'
import { homeOf, sitesOf } from '../../../extract/follow/scope.ts'
import { parseSite } from '../../../session/site.ts'
import { defaultUserAgent } from '../../../session/version.ts'
import type { Member } from '../user.ts'
import { attemptLogin } from '../ways/attempt-login.ts'
import { browserOptions, browserPackage } from '../ways/browser.ts'
import type { ImportedCookies } from './import-cookies.ts'

/** A way in which a new session comes to be signed in. */
export interface Way {
  /** Fills the session's cookies. */
  readonly signIn: (member: Member, signal: AbortSignal) => Promise<void>
  /** What to say when the session is signed out all the same: before the page that shows it, and after. */
  readonly ifInVain: readonly [claim: string, remedy: string]
}

/** As the crawler says. */
export const byItself: Way = {
  signIn: attemptLogin,
  ifInVain: [
    'the login ran, but',
    'If that page looks so to everybody, name one for members only as login.check',
  ],
}

/** With the cookies of a real browser, and under its name: a site may bind the one to the other. */
export function byCookies({ cookies, userAgent }: ImportedCookies): Way {
  return {
    async signIn({ session }) {
      session.cookies.add(cookies)
      // What the crawler calls itself on purpose stays.
      const isOwn = session.headers.get('user-agent') !== defaultUserAgent
      if (userAgent !== undefined && !isOwn) session.headers.set('User-Agent', userAgent)
    },
    ifInVain: [
      'the session that was taken over does not work:',
      'Take it over while the browser is signed in; a site that binds sessions to the name of the browser needs it too: it is in a HAR and in a request copied as cURL, or set it as session: { userAgent: … }',
    ],
  }
}

/**
 * By a person, in a window of Chromium that opens on the login page.
 *
 * @param done Resolves when the person says that it is done; the crawler's `signedIn` says it too.
 */
export function byHand(done: Promise<unknown>): Way {
  return {
    async signIn({ crawler, login, session }, signal) {
      const browser = await browserPackage()
      const open = login.form ?? login.check ?? homeOf(crawler).href
      await browser.signInByHand(session, {
        ...browserOptions(crawler, signal),
        open,
        isSignedIn: proofOf(crawler),
        done,
      })
    },
    ifInVain: ['the window was used, but', 'Sign in there before you say that it is done'],
  }
}

/** The crawler's proof, on its own site: the page of another that signs people in may look like one. */
function proofOf(crawler: Crawler) {
  const signedIn = crawler.login?.signedIn
  const site = parseSite(sitesOf(crawler))
  return signedIn && ((page: Parameters<typeof signedIn>[0]) => site.covers(page.url) && signedIn(page))
}
