import { DefinitionError } from '../../errors.ts'
import { crawlerName } from '../crawler/crawler-name.ts'
import { existingStore, runsOf } from '../existing-store.ts'
import { nextCommand } from '../next-command.ts'
import { wholeNumber } from '../show/numbers.ts'

export interface AcceptOptions {
  readonly run?: string
  readonly store: string
}

/** `latchkey accept`: takes a run that is held back for a good one. */
export async function accept(name: string, options: AcceptOptions): Promise<number> {
  const crawler = await crawlerName(name)
  await using store = existingStore(options.store)
  const held = (await runsOf(store, crawler, options.store)).filter((run) => run.held)
  const number = options.run === undefined ? held[0]?.id : wholeNumber('--run', options.run)
  const run = held.find(({ id }) => id === number)
  if (!run)
    throw new DefinitionError(
      `${number === undefined ? 'no run' : `run ${number}`} of ${crawler} is held back: there is nothing to accept`,
    )
  await store.accept(run.id)
  console.log(`${crawler}  run ${run.id} is good: the runs to come are measured against it too`)
  console.log(`data       ${nextCommand('export', name, options.store)}`)
  return 0
}
