import { describe } from 'vitest'

import type { Store } from '../../packages/core/src/frontier/store.ts'
import { accountsContract } from './contract/accounts.ts'
import { booksContract } from './contract/books.ts'
import { changesContract } from './contract/changes.ts'
import { findingsContract } from './contract/findings.ts'
import { intentsContract } from './contract/intents.ts'
import { memoryContract } from './contract/memory.ts'
import { ordersContract } from './contract/orders.ts'
import { ownershipContract } from './contract/ownership.ts'
import { pagesContract } from './contract/pages.ts'
import { pruneContract } from './contract/prune.ts'
import { queueContract } from './contract/queue.ts'
import { recordsContract } from './contract/records.ts'
import { requestsContract } from './contract/requests.ts'
import { runsContract } from './contract/runs.ts'
import { sessionsContract } from './contract/sessions.ts'
import { storiesContract } from './contract/stories.ts'
import { suspectsContract } from './contract/suspects.ts'

/** A new and empty store under test. */
interface StoreUnderTest {
  readonly store: Store
  /** Closes the store and opens the same one again, as the next process would. */
  reopen(): Promise<Store>
  /** Closes it and leaves nothing behind. */
  dispose(): Promise<void>
}

/** Makes a store for one test. */
export type MakeStore = () => Promise<StoreUnderTest>

/** What every store does: the suite that makes a store one. */
export function storeContract(name: string, make: MakeStore): void {
  describe(name, () => {
    runsContract(make)
    queueContract(make)
    accountsContract(make)
    pagesContract(make)
    intentsContract(make)
    suspectsContract(make)
    booksContract(make)
    recordsContract(make)
    findingsContract(make)
    changesContract(make)
    pruneContract(make)
    sessionsContract(make)
    memoryContract(make)
    ordersContract(make)
    requestsContract(make)
    storiesContract(make)
    ownershipContract(make)
  })
}
