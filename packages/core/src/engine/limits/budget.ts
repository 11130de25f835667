import type { CrawlerSettings } from '../../extract/definition.ts'
import type { Limits } from '../../extract/limits.ts'
import type { QueuedRequest, Run, SiteAmounts } from '../../frontier/store.ts'
import { LONGEST_TIMER } from '../../session/longest-timer.ts'
import type { Stop } from '../control/stop.ts'
import { amountsOf, limitReached, type Amounts } from './amounts.ts'
import { sentenceOf, siteSentence } from './sentences.ts'

/** The requests of a run or of a site that were claimed, and of how many of them the visit is over. */
interface Flow {
  claimed: number
  over: number
}

type SiteFlow = Flow & { -readonly [K in keyof Amounts]: number }

/** Holds a crawl to its limits: lets no more be claimed than may still be fetched, and ends the run at the first limit. */
export class Budget implements Disposable {
  readonly #run: Run
  readonly #stop: Stop
  readonly #limits: Limits
  readonly #flow: Flow = { claimed: 0, over: 0 }
  readonly #sites = new Map<string, SiteFlow>()
  readonly #timer: NodeJS.Timeout | undefined
  #visitOver = Promise.withResolvers<void>()
  #problem: string | undefined

  private constructor(run: Run, stop: Stop, limits: Limits, before: readonly SiteAmounts[]) {
    this.#run = run
    this.#stop = stop
    this.#limits = limits
    for (const { site, ...amounts } of before) this.#sites.set(site, { ...amounts, claimed: 0, over: 0 })
    if (limits.minutes === undefined) return
    const time = Math.min(limits.minutes * 60_000, LONGEST_TIMER)
    this.#timer = setTimeout(() => this.#end('minutes'), time)
  }

  /** Opens the budget of a run, with what earlier calls have fetched of each site. */
  static async open(run: Run, stop: Stop, { limits = {} }: CrawlerSettings): Promise<Budget> {
    const before = limits.perSite && run.resumed ? await run.amounts() : []
    return new Budget(run, stop, limits, before)
  }

  /** Claims up to `room` requests of a site, but none of the accounts in `except`, as far as the limits reach. */
  async claim(site: string, room: number, except: ReadonlySet<string>): Promise<QueuedRequest[]> {
    const flow = this.#flowOf(site)
    const asked = Math.max(0, Math.min(room, await this.#left(), this.#leftOf(flow)))
    const take = (requests: number) => {
      this.#flow.claimed += requests
      flow.claimed += requests
    }
    // What one lane asks for, no other may.
    take(asked)
    const requests = await this.#run.claim(site, asked, except)
    take(requests.length - asked)
    return requests
  }

  /** The visit of a request that was claimed is over, whatever became of it. */
  visitOver({ site }: QueuedRequest): void {
    this.#flow.over++
    this.#flowOf(site).over++
    this.#visitOver.resolve()
    this.#visitOver = Promise.withResolvers()
  }

  /** A page was fetched for good: `bytes` of it, or it failed. */
  count({ site }: QueuedRequest, outcome: { readonly bytes: number } | 'failed'): void {
    const flow = this.#flowOf(site)
    flow.pages++
    if (outcome === 'failed') flow.errors++
    else flow.bytes += outcome.bytes
  }

  /** Waits for the end of a visit where all that may still be fetched is on its way; false where there is room. */
  async hasToWait(): Promise<boolean> {
    const visitOver = this.#visitOver.promise
    if ((await this.#left()) > 0 || this.#stop.reason) return false
    await visitOver
    return true
  }

  /** Whether a site has had its share. */
  isFull(site: string): boolean {
    return limitReached(this.#flowOf(site), this.#limits.perSite ?? {}) !== undefined
  }

  /** Why the run has ended though pages wait: the limit that was reached, in a sentence with the mend. */
  async problem(): Promise<string | undefined> {
    if (this.#problem !== undefined) return this.#problem
    const { perSite } = this.#limits
    if (!perSite) return undefined
    const full = (await this.#run.sites()).filter((site) => this.isFull(site))
    return full[0] === undefined ? undefined : siteSentence(full, this.#flowOf(full[0]), perSite)
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }

  /** Pages that may still be begun in all; ends the run where a limit was reached. */
  async #left(): Promise<number> {
    const { pages, bytes, errors } = this.#limits
    if (pages === undefined && bytes === undefined && errors === undefined) return Infinity
    // Read before the books: a visit that ends meanwhile is then rather counted twice than not at all.
    const { over } = this.#flow
    const amounts = amountsOf(await this.#run.counts())
    const reached = limitReached(amounts, this.#limits)
    if (reached) this.#end(reached)
    return reached ? 0 : (pages ?? Infinity) - amounts.pages - (this.#flow.claimed - over)
  }

  #leftOf(flow: SiteFlow): number {
    const { perSite } = this.#limits
    if (!perSite) return Infinity
    if (limitReached(flow, perSite)) return 0
    return (perSite.pages ?? Infinity) - flow.pages - (flow.claimed - flow.over)
  }

  #end(limit: 'pages' | 'bytes' | 'errors' | 'minutes'): void {
    if (this.#stop.reason) return
    this.#problem = sentenceOf(limit, this.#limits)
    this.#stop.ask(limit === 'errors' ? 'errors' : 'limit')
  }

  #flowOf(site: string): SiteFlow {
    let flow = this.#sites.get(site)
    if (!flow) this.#sites.set(site, (flow = { pages: 0, bytes: 0, errors: 0, claimed: 0, over: 0 }))
    return flow
  }
}
