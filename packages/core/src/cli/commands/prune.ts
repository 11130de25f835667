import { crawlerName } from '../crawler/crawler-name.ts'
import { existingStore, runsOf } from '../existing-store.ts'
import { count } from '../show/format.ts'
import { wholeNumber } from '../show/numbers.ts'

export interface PruneOptions {
  readonly keep: string
  readonly store: string
}

/** `latchkey prune`: removes the runs before the last good ones. */
export async function prune(name: string, options: PruneOptions): Promise<number> {
  const crawler = await crawlerName(name)
  const keep = wholeNumber('--keep', options.keep)
  await using store = existingStore(options.store)
  await runsOf(store, crawler, options.store)
  const removed = await store.prune(crawler, keep)
  const left = (await store.runs(crawler)).length
  console.log(
    `${crawler}  ${runs(removed)} removed, ${runs(left)} kept: what they took is free for the runs to come`,
  )
  return 0
}

function runs(number: number): string {
  return `${count(number)} ${number === 1 ? 'run' : 'runs'}`
}
