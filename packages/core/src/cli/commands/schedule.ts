import { appointments, schedule as keepSchedule } from '../../engine/schedule.ts'
import { DefinitionError } from '../../errors.ts'
import type { Crawler } from '../../extract/definition.ts'
import { SqliteStore } from '../../frontier/sqlite/sqlite-store.ts'
import { sendAlert } from '../alert.ts'
import { loadFolder } from '../crawler/load.ts'
import { checkOutput, named } from '../output.ts'
import { runApart } from '../run-apart.ts'
import { duration } from '../show/format.ts'
import { table } from '../show/table.ts'
import { stopSignal } from '../signals.ts'

export interface ScheduleOptions {
  readonly list?: true
  readonly log?: string
  readonly out?: string
  readonly files?: string
  readonly archive?: true
  readonly archiveLimit?: string
  readonly onFailure?: string
  readonly store: string
}

/** `latchkey schedule`: runs each crawler when it is due, in a process of its own. */
export async function schedule(folder: string, options: ScheduleOptions): Promise<number> {
  const loaded = await loadFolder(folder)
  const crawlers = loaded.map(({ crawler }) => crawler)
  const files = new Map(loaded.map(({ crawler, file }) => [crawler, file]))
  if (options.out !== undefined) checkOutputs(options.out, crawlers)
  console.log(describe(crawlers).join('\n'))
  if (options.list) return 0
  await using store = new SqliteStore(options.store)
  const signals = stopSignal(() => log('stopping: runs at work are asked to end'))
  try {
    await keepSchedule(crawlers, {
      signal: signals.signal,
      store,
      run: async (crawler, goesOn) => {
        log(`${crawler.name}: ${goesOn ? 'goes on with the run that was cut off' : 'begins'}`)
        const { code, lines } = await runApart(files.get(crawler) ?? '', options, signals.signal)
        for (const [index, line] of lines.entries())
          log(index === 0 ? `${crawler.name}: ${line}` : `  ${line}`)
        if (code === 0 || signals.signal.aborted || options.onFailure === undefined) return
        const problem = await sendAlert(options.onFailure, { crawler: crawler.name, code, lines })
        if (problem !== undefined) log(`  ${problem}`)
      },
    })
  } finally {
    signals.end()
  }
  return 0
}

/** @throws {DefinitionError} for files that cannot be written, or that several crawlers would write. */
function checkOutputs(out: string, crawlers: readonly Crawler[]): void {
  const scheduled = crawlers.filter(({ schedule }) => schedule !== undefined)
  if (scheduled.length > 1 && !out.includes('{crawler}'))
    throw new DefinitionError(`--out ${out}: there are several crawlers. Put {crawler} in it for a file each`)
  for (const { name, records = {} } of scheduled) checkOutput(named(out, name), Object.keys(records))
}

function describe(crawlers: readonly Crawler[]): string[] {
  const rows = appointments(crawlers).map(({ crawler, next }) => ({
    crawler: crawler.name,
    schedule: crawler.schedule,
    'time zone': crawler.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    next: next.toISOString(),
    in: duration((next.getTime() - Date.now()) / 1_000),
  }))
  const unscheduled = crawlers.filter(({ schedule }) => schedule === undefined).map(({ name }) => name)
  return [
    ...(rows.length > 0 ? table(rows) : []),
    ...(unscheduled.length > 0 ? [`without a schedule: ${unscheduled.join(', ')}`] : []),
  ]
}

function log(line: string): void {
  console.log(`${new Date().toISOString()}  ${line}`)
}
