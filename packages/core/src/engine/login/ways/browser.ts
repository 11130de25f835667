import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { DefinitionError } from '../../../errors.ts'
import type { BrowserPage } from '../../../extract/browser-page.ts'
import type { Crawler } from '../../../extract/definition.ts'
import { homeOf } from '../../../extract/follow/scope.ts'
import type { Response } from '../../../http/response.ts'
import type { StoredCookie } from '../../../session/cookies/cookie.ts'
import type { Session } from '../../../session/session.ts'
import { proxyChooser } from '../../../session/transport/proxy/proxy.ts'
import { cookiesOfSite } from './site-cookies.ts'

/** What the engine uses of `@latchkey/browser`, which is only there for those who need it. */
export interface BrowserPackage {
  signInWith(
    session: Session,
    script: (page: BrowserPage) => Promise<unknown>,
    options: BrowserOptions,
  ): Promise<Response>
  signInByHand(session: Session, options: BrowserOptions & ByHandOptions): Promise<void>
}

/** How a browser signs in for a crawler. */
export interface BrowserOptions {
  /** Which of the browser's cookies become the session's. */
  readonly takes: (cookie: Pick<StoredCookie, 'domain' | 'hostOnly'>) => boolean
  readonly tokens?: ((page: BrowserPage) => Promise<{ readonly [header: string]: string }>) | undefined
  readonly proxy?:
    | { readonly server: string; readonly username?: string; readonly password?: string }
    | undefined
  /** Whether any certificate will do. */
  readonly insecure?: boolean | undefined
  readonly signal: AbortSignal
}

/** How a person signs in, in a window. */
export interface ByHandOptions {
  /** The page that is opened: a path or a URL. */
  readonly open: string
  /** Whether a page shows its visitor to be signed in. */
  readonly isSignedIn?: ((page: Response) => boolean) | undefined
  /** Resolves when the person says so. */
  readonly done: Promise<unknown>
}

/**
 * The package, from beside this one or from the working folder.
 *
 * @throws {DefinitionError} when it is not installed.
 */
export async function browserPackage(): Promise<BrowserPackage> {
  for (const from of [import.meta.url, join(process.cwd(), 'package.json')]) {
    const file = resolved(from)
    if (file !== undefined) return (await import(pathToFileURL(file).href)) as BrowserPackage
  }
  throw new DefinitionError(
    'a login by browser needs two packages more: npm install @latchkey/browser playwright-core',
  )
}

/** What a browser has to know of a crawler: its cookies, its tokens, and the same way to the site as its session. */
export function browserOptions(crawler: Crawler, signal: AbortSignal): BrowserOptions {
  const { login, session } = crawler
  const proxy = proxyChooser(session?.proxy)(homeOf(crawler))
  return {
    takes: cookiesOfSite(crawler),
    tokens: login?.tokens && ((page) => login.tokens?.(page) ?? Promise.resolve({})),
    proxy: proxy && { server: proxy.label, ...proxy.credentials },
    insecure: session?.tls?.verify === false,
    signal,
  }
}

function resolved(from: string): string | undefined {
  try {
    return createRequire(from).resolve('@latchkey/browser')
  } catch {
    return undefined
  }
}
