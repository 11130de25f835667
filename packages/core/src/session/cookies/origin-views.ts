import { cookieHost, isSecure } from './cookie-host.ts'
import type { CookieStore } from './cookie-store.ts'
import { OriginView } from './origin-view.ts'

/** How many hosts of each scheme a jar keeps the cookies ready for. */
const MOST = 1000

/** The views of a jar, one a scheme and host, made when they are first asked for. */
export class OriginViews {
  readonly #store: CookieStore
  readonly #trustLoopback: boolean | undefined
  /** By host. */
  readonly #plain = new Map<string, OriginView>()
  readonly #secure = new Map<string, OriginView>()

  constructor(store: CookieStore, trustLoopback: boolean | undefined) {
    this.#store = store
    this.#trustLoopback = trustLoopback
  }

  of(url: URL, now: number): OriginView {
    const views = url.protocol === 'https:' ? this.#secure : this.#plain
    const { hostname } = url
    const kept = views.get(hostname)
    if (kept && now < kept.until) return kept
    const secure = isSecure(url, this.#trustLoopback)
    const found = this.#store.find(cookieHost(url) ?? '')
    const view = new OriginView(secure ? found : found.filter(({ cookie }) => !cookie.secure))
    if (views.size >= MOST) views.clear()
    views.set(hostname, view)
    return view
  }

  /** The jar has changed. */
  clear(): void {
    this.#plain.clear()
    this.#secure.clear()
  }
}
