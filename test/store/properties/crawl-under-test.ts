import { copyFileSync, existsSync } from 'node:fs'

import { expect } from 'vitest'

import { SqliteStore } from '../../../packages/core/src/frontier/sqlite/sqlite-store.ts'
import type { OpenMode, QueuedRequest, Run } from '../../../packages/core/src/frontier/store.ts'
import { books, link, page, SITE, UNAVAILABLE } from '../samples.ts'
import type { Action } from './actions.ts'
import { Model, type KnownRequest, type ModelLink, type ModelRecord } from './model.ts'

const LATER = new Date('2100-01-01')
const NOW = new Date(1)

/** A store and the model beside it: each action is done to both, and they must agree. */
export class CrawlUnderTest {
  readonly #model = new Model()
  #path: string
  #store: SqliteStore
  #run: Run
  #claimed: QueuedRequest[] = []
  /** How many were claimed of each account since the run was opened. */
  #given = new Map<string, number>()
  #settled: QueuedRequest[] = []

  private constructor(path: string, store: SqliteStore, run: Run) {
    this.#path = path
    this.#store = store
    this.#run = run
  }

  static async begin(path: string): Promise<CrawlUnderTest> {
    const store = new SqliteStore(path)
    return new CrawlUnderTest(path, store, await store.open('shop'))
  }

  async do(action: Action): Promise<void> {
    switch (action.do) {
      case 'enqueue':
        this.#model.enqueue(action.links)
        return this.#run.enqueue(action.links.map(linkOf))
      case 'claim':
        return this.#claim(action.room, new Set(action.except))
      case 'prove':
        this.#model.prove(action.account, action.until)
        return this.#run.prove(action.account, action.until)
      case 'doubt':
        expect(await this.#run.doubt(action.account)).toBe(this.#model.doubt(action.account))
        return
      case 'reopen':
        await this.#store.close()
        return this.#open(this.#path, action.mode)
      case 'crash':
        return this.#crash()
      case 'redo':
        return this.#redo(action.request)
      case 'settle again':
        return this.#settleAgain(action.request)
      default:
        return this.#settle(action)
    }
  }

  /** The books balance and are those of the model; no request and no record is lost, doubled or changed. */
  async check(): Promise<void> {
    const counts = await this.#run.counts()
    expect(await this.#run.audit()).toEqual(counts)
    const { requests, records, replaced } = this.#model
    const expected = books({
      discovered: requests.length,
      waiting: this.#model.inState('waiting'),
      done: this.#model.inState('done'),
      failed: this.#model.inState('failed'),
      suspect: this.#model.inState('suspect'),
      inDoubt: this.#model.inState('in doubt'),
      skipped: this.#model.inState('skipped'),
    })
    const { skips, records: kinds, replaced: lost, bytes, ...states } = counts
    expect(books(states)).toEqual(expected)
    expect(sum(skips)).toBe(expected.skipped)
    expect(sum(kinds)).toBe(records.length)
    expect(sum(lost)).toBe(replaced.length)
    expect(bytes).toBe(100 * (expected.done + expected.suspect))

    const kept = await Array.fromAsync(this.#store.records({ run: this.#run.id }))
    expect(kept.map(({ key, value }) => ({ key, value }))).toEqual(
      records.map(({ key, value }) => ({ key, value })),
    )
    const stored = await Array.fromAsync(this.#store.requests(this.#run.id))
    expect(stored.map(({ url, account, state, tries }) => ({ url, account, state, tries }))).toEqual(
      requests.map(({ name, account, state, tries }) => ({ url: urlOf(name), account, state, tries })),
    )
  }

  async end(): Promise<void> {
    await this.#store.close()
  }

  async #claim(room: number, except: ReadonlySet<string>): Promise<void> {
    const claimable = this.#model.claimable(except)
    const requests = await this.#run.claim(SITE, room, except)
    expect(requests).toHaveLength(Math.min(room, claimable.length))
    for (const account of new Set(requests.map((request) => request.account))) {
      const inLine = claimable.filter((request) => request.account === account)
      const claimed = requests
        .filter((request) => request.account === account)
        .map((request) => this.#known(request))
      for (const request of claimed) expect(inLine).toContain(request)
      const given = this.#given.get(account) ?? 0
      // Each tenth may come from a lower priority.
      if (given + claimed.length < 10) expect(claimed).toEqual(inLine.slice(0, claimed.length))
      this.#given.set(account, given + claimed.length)
    }
    for (const request of requests) this.#known(request).claimed = true
    this.#claimed.push(...requests)
    expect(new Set(this.#claimed.map(({ id }) => id)).size, 'claimed twice').toBe(this.#claimed.length)
  }

  async #settle(action: Extract<Action, { readonly request: number }>): Promise<void> {
    const request = this.#claimed[action.request % this.#claimed.length]
    if (!request) return
    const known = this.#known(request)
    if (action.do === 'intend') {
      known.state = 'in doubt'
      return this.#run.intend(request)
    }
    this.#claimed = this.#claimed.filter((claimed) => claimed !== request)
    this.#settled.push(request)
    if (action.do === 'commit') {
      this.#model.commit(known, action)
      return this.#run.commit(
        page(request, {
          links: action.links.map(linkOf),
          records: action.records.map(recordOf),
          suspectSince: action.suspectSince,
          provesUntil: action.provesUntil,
        }),
      )
    }
    if (action.do === 'fail') {
      this.#model.fail(known, action.again)
      return this.#run.fail(request, UNAVAILABLE, action.again && { now: NOW, later: LATER }[action.again])
    }
    if (action.do === 'postpone') {
      this.#model.postpone(known, action.until)
      return this.#run.postpone(request, { now: NOW, later: LATER }[action.until])
    }
    if (action.do === 'skip') {
      this.#model.skip(known)
      return this.#run.skip(request, 'robots.txt')
    }
    known.claimed = false
    return this.#run.release(request)
  }

  /** What is settled stays so, whatever comes late. */
  async #settleAgain(which: number): Promise<void> {
    const request = this.#settled[which % this.#settled.length]
    if (!request || ['waiting', 'in doubt'].includes(this.#known(request).state)) return
    const late = page(request, {
      links: [link('/late')],
      records: [recordOf({ key: undefined, value: 'late' })],
    })
    await expect(this.#run.commit(late)).rejects.toMatchObject({ code: 'SETTLED' })
  }

  async #redo(which: number): Promise<void> {
    const { requests } = this.#model
    // Only a page that is done has something to give anew, and few are.
    const done = requests.filter(({ state }) => state === 'done')
    const inQuestion = done.length > 0 ? done : requests
    const known = inQuestion[which % inQuestion.length]
    if (!known) return
    this.#model.redo(known)
    await this.#run.redo([linkOf(known).key])
  }

  /** Goes on with the files as they are at this instant, in the middle of a commit: as after kill -9. */
  async #crash(): Promise<void> {
    const [request] = this.#claimed
    const lost = request && this.#run.commit(page(request, { links: [link('/lost')] }))
    const copy = `${this.#path}-copy`
    for (const suffix of ['', '-wal']) {
      if (existsSync(this.#path + suffix)) copyFileSync(this.#path + suffix, copy + suffix)
    }
    await lost
    await this.#store.close()
    await this.#open(copy, 'resume')
  }

  async #open(path: string, mode: OpenMode): Promise<void> {
    this.#path = path
    this.#store = new SqliteStore(path)
    this.#run = await this.#store.open('shop', mode)
    this.#model.reopen(mode)
    this.#claimed = []
    this.#settled = []
    this.#given.clear()
  }

  #known({ url, account }: QueuedRequest): KnownRequest {
    const known = this.#model.find(url.slice(SITE.length + 1), account)
    return known ?? expect.fail(`${url} of ${account || 'nobody'} was never found`)
  }
}

function linkOf({
  name,
  account,
  priority,
  depth,
  skip,
}: Pick<ModelLink, 'name' | 'account' | 'priority' | 'depth'> & { skip?: boolean }) {
  return link(`/${name}`, { account, priority, depth, skip: skip ? 'off-site' : undefined })
}

function recordOf({ key, value }: ModelRecord) {
  return { kind: 'product', key, json: JSON.stringify(value) }
}

function urlOf(name: string): string {
  return `${SITE}/${name}`
}

function sum(amounts: { readonly [name: string]: number }): number {
  return Object.values(amounts).reduce((total, amount) => total + amount, 0)
}
