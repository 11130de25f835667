import type { Counts } from '../../frontier/store.ts'
import {
  events,
  type EndEvent,
  type FailureEvent,
  type FaultEvent,
  type HoldEvent,
  type LoginEvent,
  type PageEvent,
  type SkipEvent,
  type StartEvent,
} from '../events.ts'
import { Counter } from './counter.ts'
import type { Metric, Sample } from './exposition.ts'
import { Histogram } from './histogram.ts'

/** What is counted of the crawls of this process, until it is disposed. */
export class CrawlMetrics implements Disposable {
  readonly #pages = new Counter('latchkey_pages_total', 'Pages by what became of them.')
  readonly #failures = new Counter('latchkey_failures_total', 'Fetches that failed, by class of error.')
  readonly #retries = new Counter('latchkey_retries_total', 'Fetches that failed and are tried again.')
  readonly #records = new Counter('latchkey_records_total', 'Records of committed pages.')
  readonly #bytes = new Counter('latchkey_response_bytes_total', 'Bytes of committed pages, decoded.')
  readonly #logins = new Counter('latchkey_logins_total', 'Logins that worked.')
  readonly #runs = new Counter('latchkey_runs_total', 'Runs that ended, by reason.')
  readonly #duration = new Histogram(
    'latchkey_request_duration_seconds',
    'From a request to the last byte of its page.',
  )
  readonly #holds = new Map<string, Sample>()
  readonly #open = new Map<string, () => Promise<Counts>>()
  readonly #resources = new DisposableStack()

  constructor() {
    this.#on<StartEvent>('start', ({ crawler, counts }) => void this.#open.set(crawler, counts))
    this.#on<PageEvent>('page', (event) => this.#countPage(event))
    this.#on<SkipEvent>('skip', ({ crawler }) => this.#pages.add({ crawler, outcome: 'skipped' }))
    this.#on<FailureEvent>('failure', (event) => this.#countFailure(event))
    this.#on<LoginEvent>('login', ({ crawler, account }) =>
      this.#logins.add(account === '' ? { crawler } : { crawler, account }),
    )
    this.#on<HoldEvent>('hold', (event) => this.#setHold(event, 1))
    this.#on<HoldEvent>('release', (event) => this.#setHold(event, 0))
    this.#on<EndEvent>('end', ({ crawler, reason }) => this.#countEnd(crawler, reason))
    this.#on<FaultEvent>('fault', ({ crawler }) => this.#countEnd(crawler, 'fault'))
  }

  /** Every metric of a crawl. */
  all(): readonly Metric[] {
    return [
      this.#pages,
      this.#failures,
      this.#retries,
      this.#records,
      this.#bytes,
      this.#logins,
      this.#runs,
      this.#duration,
      {
        name: 'latchkey_held',
        type: 'gauge',
        help: '1 while no page is begun, by reason: paused, or offline when nothing can be reached.',
        samples: () => this.#holds.values(),
      },
      {
        name: 'latchkey_requests',
        type: 'gauge',
        help: "The requests of a crawler's run by state: its books.",
        samples: () => this.#books(),
      },
    ]
  }

  [Symbol.dispose](): void {
    this.#resources.dispose()
  }

  #countPage({ crawler, records, bytes, milliseconds }: PageEvent): void {
    this.#pages.add({ crawler, outcome: 'done' })
    this.#records.add({ crawler }, records)
    this.#bytes.add({ crawler }, bytes)
    this.#duration.observe({ crawler }, milliseconds / 1_000)
  }

  #countFailure({ crawler, error, retryAt }: FailureEvent): void {
    this.#failures.add({ crawler, error: error.name })
    if (retryAt) this.#retries.add({ crawler })
    else this.#pages.add({ crawler, outcome: 'failed' })
  }

  /** A run that has ended holds nothing, though nobody has released it. */
  #countEnd(crawler: string, reason: string): void {
    this.#runs.add({ crawler, reason })
    for (const [hold, { labels }] of this.#holds)
      if (labels['crawler'] === crawler) this.#holds.set(hold, { labels, value: 0 })
  }

  #setHold({ crawler, reason }: HoldEvent, value: number): void {
    this.#holds.set(`${crawler} ${reason}`, { labels: { crawler, reason }, value })
  }

  /** Where the runs stand that were begun here; one whose store is closed says nothing any more. */
  async #books(): Promise<Sample[]> {
    const samples: Sample[] = []
    for (const [crawler, counts] of this.#open) {
      try {
        const { waiting, done, failed, skipped, suspect, inDoubt } = await counts()
        const states = { waiting, done, failed, skipped, suspect, in_doubt: inDoubt }
        for (const [state, value] of Object.entries(states))
          samples.push({ labels: { crawler, state }, value })
      } catch {
        this.#open.delete(crawler)
      }
    }
    return samples
  }

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- who subscribes names what the channel tells
  #on<Event>(name: keyof typeof events, hear: (event: Event) => void): void {
    const listener = (message: unknown) => hear(message as Event)
    events[name].subscribe(listener)
    this.#resources.defer(() => events[name].unsubscribe(listener))
  }
}
