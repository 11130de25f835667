import { RequestError } from '../../../errors.ts'
import type { Link, Store } from '../../../frontier/store.ts'
import { forgetOldest } from '../../../session/forget-oldest.ts'

/** Why a page that signs out whoever opens it is not fetched. */
export class EndsSession extends RequestError {
  constructor(request: Pick<Link, 'method' | 'url'>) {
    super('ENDS_SESSION', request, 'ends the session of whoever opens it')
  }
}

/** Before how many deaths of the session a page may have been among the last until it is to be fetched alone. */
const MOST_DEATHS = 2
/** How many pages can be the last before a death. */
const LAST_PAGES = 128
/** How many pages are remembered that were among them. */
const MEMORY = 512
/** How long it is kept what was learnt last, in milliseconds. */
const KEPT_FOR = 90 * 24 * 3_600_000

type Page = Pick<Link, 'key' | 'method' | 'url'>

/** What is kept from run to run: by page, as `idOf` says. */
interface Learnt {
  readonly known: readonly string[]
  readonly deaths: readonly (readonly [page: string, deaths: number])[]
}

/**
 * Learns which pages end the session of whoever opens them, whatever they are called: those after which it is found dead
 * twice, in one run or in several, and twice more when they are fetched alone.
 *
 * It is asked before each page (`refuse`, `isSuspected`), and told of each (`begin`, `end`). When the session is found
 * dead (`sawDead`) those are suspected that were under way or had arrived since it was last seen alive (`sawAlive`).
 */
export class LogoutPages {
  readonly #store: Store
  readonly #name: string
  readonly #known: Set<string>
  /** Before how many deaths each was among the last, and the session not seen alive after it since. */
  readonly #deaths: Map<string, number>
  /** When each page arrived after which the session has not been seen alive; `Infinity` while it is under way. */
  readonly #last = new Map<string, number>()

  private constructor(store: Store, name: string, { known, deaths }: Learnt) {
    this.#store = store
    this.#name = name
    this.#known = new Set(known)
    this.#deaths = new Map(deaths)
  }

  /** What earlier runs of a crawler have learnt as one of its accounts. */
  static async open(store: Store, crawler: string, account: string): Promise<LogoutPages> {
    const name = `pages that end the session: ${crawler} ${account}`
    const bytes = await store.recall(name)
    const learnt = bytes ? (JSON.parse(Buffer.from(bytes).toString()) as Learnt) : { known: [], deaths: [] }
    return new LogoutPages(store, name, learnt)
  }

  /** @throws {EndsSession} for a page that is known to be one. */
  refuse(page: Page): void {
    if (this.#known.size > 0 && this.#known.has(idOf(page))) throw new EndsSession(page)
  }

  /** A page is asked for. */
  begin(page: Page): void {
    this.#last.set(idOf(page), Infinity)
    forgetOldest(this.#last, LAST_PAGES)
  }

  /** A page has arrived, or will not. */
  end(page: Page, now: number): void {
    const id = idOf(page)
    if (this.#last.has(id)) this.#last.set(id, now)
  }

  /** The session was alive when some page was asked for: no page ended it that had arrived by then. */
  sawAlive(askedAt: number): void {
    for (const [id, arrivedAt] of this.#last) {
      if (arrivedAt > askedAt) continue
      this.#last.delete(id)
      this.#deaths.delete(id)
    }
  }

  /** The session was found dead. */
  async sawDead(): Promise<void> {
    for (const id of this.#last.keys()) this.#deaths.set(id, (this.#deaths.get(id) ?? 0) + 1)
    this.#last.clear()
    forgetOldest(this.#deaths, MEMORY)
    await this.#keep()
  }

  /** Whether the session has been seen alive after a page, each time that it came. */
  isHarmless(page: Page): boolean {
    return !this.#wasThere(page) && !this.#last.has(idOf(page))
  }

  /** Whether a page is to be fetched alone. */
  isSuspected(page: Page): boolean {
    return this.#wasThere(page) && (this.#deaths.get(idOf(page)) ?? 0) >= MOST_DEATHS
  }

  /** A page is one, beyond doubt. */
  async add(page: Page): Promise<EndsSession> {
    this.#known.add(idOf(page))
    await this.#keep()
    return new EndsSession(page)
  }

  /** Whether a page was among the last before a death, and the session not seen alive after it since. */
  #wasThere(page: Page): boolean {
    return this.#deaths.size > 0 && this.#deaths.has(idOf(page))
  }

  async #keep(): Promise<void> {
    const learnt: Learnt = { known: [...this.#known], deaths: [...this.#deaths] }
    const until = new Date(Date.now() + KEPT_FOR)
    await this.#store.remember(this.#name, Buffer.from(JSON.stringify(learnt)), until)
  }
}

function idOf({ key }: Page): string {
  return Buffer.from(key).toString('base64')
}
