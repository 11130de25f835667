import { SqliteStore } from '../frontier/sqlite/sqlite-store.ts'
import type { RunSummary, Store } from '../frontier/store.ts'
import { books } from './books.ts'
import { duration } from './format.ts'

export interface StatusOptions {
  readonly store: string
  readonly json?: true
}

/** `latchkey status`: where the last run of each crawler stands, and each page that failed; works while it runs. */
export async function status(name: string | undefined, options: StatusOptions): Promise<number> {
  const store = new SqliteStore(options.store)
  try {
    const runs = latest(await store.runs(name))
    if (runs.length === 0) console.log(`no run${name === undefined ? '' : ` of ${name}`} in ${options.store}`)
    for (const run of runs) {
      if (options.json)
        console.log(JSON.stringify({ ...run, failures: await Array.fromAsync(store.failed(run.id)) }))
      else await print(run, store)
    }
    return 0
  } finally {
    await store.close()
  }
}

/** The last run of each crawler; they come newest first. */
function latest(runs: readonly RunSummary[]): RunSummary[] {
  return runs.filter((run, index) => runs.findIndex(({ crawler }) => crawler === run.crawler) === index)
}

async function print(run: RunSummary, store: Store): Promise<void> {
  const { crawler, id, startedAt, endedAt, reason, counts } = run
  const ending = endedAt
    ? `${reason} after ${duration((endedAt.getTime() - startedAt.getTime()) / 1_000)}`
    : 'at work, or cut off'
  console.log(`${crawler}  run ${id}, begun ${startedAt.toISOString()}, ${ending}`)
  for (const line of books(counts)) console.log(`  ${line}`)
  for await (const { url, message, tries } of store.failed(id)) {
    console.log(
      `  failed     ${url}  (${tries} ${tries === 1 ? 'try' : 'tries'}) ${message.split('\n', 1)[0]}`,
    )
  }
  for await (const { method, url, body } of store.requests(id, 'in doubt')) {
    console.log(`  in doubt   ${method} ${url}  ${body ?? ''}`)
  }
  if (counts.inDoubt > 0 && endedAt) {
    console.log('  send again what is in doubt, once you know that it may be: latchkey run --retry-in-doubt')
  }
}
