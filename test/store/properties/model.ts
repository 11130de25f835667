import type { OpenMode, RequestState } from '../../../packages/core/src/frontier/store.ts'

/** A request as the model knows it; its place in the model is its age. */
export interface KnownRequest {
  readonly name: string
  readonly account: string
  state: RequestState
  priority: number
  depth: number
  tries: number
  /** Skipped for what it is. */
  final: boolean
  due: boolean
  claimed: boolean
  suspectSince: number
  /** The records of a suspect page, and which of the suspects it was. */
  held: readonly ModelRecord[]
  heldAs: number
}

export interface ModelRecord {
  readonly key: string | undefined
  readonly value: string
}

/** A link as the model takes it. */
export interface ModelLink {
  readonly name: string
  readonly account: string
  readonly priority: number
  readonly depth: number
  readonly skip: boolean
}

/** What a page came to, as the model takes it: suspect since a time, or a proof until one, or beyond doubt. */
export interface ModelPage {
  readonly links: readonly ModelLink[]
  readonly records: readonly ModelRecord[]
  readonly suspectSince: number | undefined
  readonly provesUntil: number | undefined
}

/** What a run is, in the simplest words: arrays in memory. */
export class Model {
  readonly requests: KnownRequest[] = []
  records: (ModelRecord & { readonly by: KnownRequest })[] = []
  /** Who had brought each record that a later one, which says something else, has taken the place of. */
  replaced: KnownRequest[] = []
  #suspectsMet = 0

  find(name: string, account: string): KnownRequest | undefined {
    return this.requests.find((request) => request.name === name && request.account === account)
  }

  enqueue(links: readonly ModelLink[]): void {
    for (const { name, account, priority, depth, skip } of links) {
      const known = this.find(name, account)
      if (!known) {
        const state = skip ? 'skipped' : 'waiting'
        const fresh = {
          tries: 0,
          final: false,
          due: true,
          claimed: false,
          suspectSince: 0,
          held: [],
          heldAs: 0,
        }
        this.requests.push({ name, account, state, priority, depth, ...fresh })
      } else if (!skip && known.state === 'skipped' && !known.final) {
        Object.assign(known, { state: 'waiting', priority, depth })
      }
    }
  }

  /** What may be claimed, in its order. */
  claimable(except: ReadonlySet<string>): KnownRequest[] {
    return this.requests
      .filter(
        ({ state, due, claimed, account }) => state === 'waiting' && due && !claimed && !except.has(account),
      )
      .toSorted((a, b) => b.priority - a.priority || a.depth - b.depth)
  }

  commit(request: KnownRequest, page: ModelPage): void {
    this.enqueue(page.links)
    const isSuspect = page.suspectSince !== undefined
    if (isSuspect) {
      const held = { held: page.records, heldAs: ++this.#suspectsMet }
      Object.assign(request, { ...held, suspectSince: page.suspectSince })
    } else this.#keep(request, page.records)
    if (page.provesUntil !== undefined) this.prove(request.account, page.provesUntil)
    this.#settle(request, isSuspect ? 'suspect' : 'done')
  }

  fail(request: KnownRequest, again: 'now' | 'later' | undefined): void {
    request.tries++
    this.#settle(request, again ? 'waiting' : 'failed')
    request.due = again !== 'later'
  }

  postpone(request: KnownRequest, until: 'now' | 'later'): void {
    this.#settle(request, 'waiting')
    request.due = until === 'now'
  }

  skip(request: KnownRequest): void {
    request.final = true
    this.#settle(request, 'skipped')
  }

  prove(account: string, until: number): void {
    for (const suspect of this.#suspects(account)) {
      if (suspect.suspectSince > until) continue
      this.#keep(suspect, suspect.held)
      this.#settle(suspect, 'done')
    }
  }

  doubt(account: string): number {
    const suspects = this.#suspects(account)
    for (const suspect of suspects) this.#waitAgain(suspect)
    return suspects.length
  }

  redo(request: KnownRequest): void {
    if (request.state !== 'done') return
    this.records = this.records.filter(({ by }) => by !== request)
    this.replaced = this.replaced.filter((by) => by !== request)
    this.#waitAgain(request)
  }

  reopen(mode: OpenMode): void {
    for (const request of this.requests) {
      request.claimed = false
      const again = { retry: 'failed', 'retry-in-doubt': 'in doubt', resume: undefined, fresh: undefined }[
        mode
      ]
      if (request.state === again) {
        this.#waitAgain(request)
        request.tries = 0
      }
    }
  }

  inState(state: RequestState): number {
    return this.requests.filter((request) => request.state === state).length
  }

  #suspects(account: string): KnownRequest[] {
    return this.requests
      .filter((request) => request.state === 'suspect' && request.account === account)
      .toSorted((a, b) => a.heldAs - b.heldAs)
  }

  #waitAgain(request: KnownRequest): void {
    this.#settle(request, 'waiting')
    request.due = true
  }

  #settle(request: KnownRequest, state: RequestState): void {
    Object.assign(request, { state, claimed: false })
  }

  /** Of two records with one key the later takes the place of the earlier. */
  #keep(by: KnownRequest, records: readonly ModelRecord[]): void {
    for (const record of records) {
      const same = this.records.find(({ key }) => key !== undefined && key === record.key)
      if (!same) this.records.push({ ...record, by })
      else {
        if (same.value !== record.value) this.replaced.push(same.by)
        this.records[this.records.indexOf(same)] = { ...record, by }
      }
    }
  }
}
