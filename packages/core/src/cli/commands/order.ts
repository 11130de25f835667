import { setTimeout as sleep } from 'node:timers/promises'

import type { Order, RunSummary, Store } from '../../frontier/store.ts'
import { crawlerName } from '../crawler/crawler-name.ts'
import { existingStore } from '../existing-store.ts'
import { nextCommand } from '../next-command.ts'
import { books } from '../show/books.ts'

export interface OrderOptions {
  readonly store: string
}

/** How long a run that was told to stop is waited for, in milliseconds: its pages in flight have 10 s. */
const PATIENCE = 15_000
const POLL = 100

/** `latchkey pause`, `resume` and `stop`: tells the process that crawls, by way of the store. */
export async function order(order: Order, name: string, { store: file }: OrderOptions): Promise<number> {
  await using store = existingStore(file)
  const crawler = await crawlerName(name)
  await store.ask(crawler, order)
  const run = order === 'stop' ? await ended(store, crawler) : await lastRun(store, crawler)
  const next = (verb: string) => `go on      ${nextCommand(verb, name, file)}`
  console.log(answer(order, crawler, run, next).join('\n'))
  return 0
}

function answer(
  order: Order,
  crawler: string,
  run: RunSummary | undefined,
  next: (verb: string) => string,
): string[] {
  const process = run?.owner && `process ${run.owner.pid}`
  if (order === 'pause') {
    return [`${crawler}  paused: ${process} ends the pages in flight and begins no more`, next('resume')]
  }
  if (order === 'resume') {
    if (process) return [`${crawler}  goes on: ${process}`]
    return [`${crawler}  is paused no longer, but no process crawls it`, next('run')]
  }
  if (process) return [`${crawler}  was told to stop, and ${process} is still ending`]
  if (run?.finished) return [`${crawler}  finished with its last pages`, ...books(run.counts)]
  return [`${crawler}  stopped`, ...(run ? books(run.counts) : []), next('run')]
}

/** The run once no process crawls it any more, or as it is when that takes too long. */
async function ended(store: Store, crawler: string): Promise<RunSummary | undefined> {
  const deadline = performance.now() + PATIENCE
  for (;;) {
    const run = await lastRun(store, crawler)
    if (!run?.owner || performance.now() > deadline) return run
    await sleep(POLL)
  }
}

async function lastRun(store: Store, crawler: string): Promise<RunSummary | undefined> {
  return (await store.runs(crawler))[0]
}
