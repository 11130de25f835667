import type { Page } from 'playwright-core'

/** How a browser signs a session in. */
export interface BrowserOptions {
  /** Which of the browser's cookies become the session's. Default: those that the session's base URL is sent. */
  readonly takes?: ((cookie: { readonly domain: string; readonly hostOnly: boolean }) => boolean) | undefined
  /** Headers that the session sends from then on, made of what the site keeps in the page. */
  readonly tokens?: ((page: Page) => Promise<{ readonly [header: string]: string }>) | undefined
  readonly proxy?: ProxyServer | undefined
  /** Whether any certificate will do. Default false. */
  readonly insecure?: boolean | undefined
  /** How long it may take in all, in milliseconds. Default 120,000 for a script; a person may take as long as it takes. */
  readonly timeout?: number | undefined
  /** Closes the browser. */
  readonly signal?: AbortSignal | undefined
}

/** A proxy as Chromium takes it. */
export interface ProxyServer {
  /** Such as `socks5://127.0.0.1:1080`. */
  readonly server: string
  readonly username?: string
  readonly password?: string
}
