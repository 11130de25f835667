import { events } from '../events.ts'
import { LogFile } from './log-file.ts'
import { LOG_LINES, type LogLine } from './log-lines.ts'
import { redact } from './redact.ts'

/** Where a log goes: a file that lines are added to, or what they are written to, such as `process.stderr`. */
export type LogTarget = string | { write(line: string): unknown }

/**
 * Writes what happens to a crawler as JSON lines, until it is disposed.
 *
 * @throws {DefinitionError} for a file that cannot be opened.
 */
export function writeLog(crawler: string, target: LogTarget): Disposable {
  const resources = new DisposableStack()
  const output = typeof target === 'string' ? resources.use(new LogFile(target)) : target
  for (const [event, toLine] of Object.entries(LOG_LINES) as [keyof typeof LOG_LINES, ToLine][]) {
    const listener = (message: unknown) => {
      const { crawler: name } = message as { readonly crawler: string }
      if (name === crawler) output.write(toJson(event, crawler, toLine(message)))
    }
    events[event].subscribe(listener)
    resources.defer(() => events[event].unsubscribe(listener))
  }
  return resources
}

type ToLine = (message: unknown) => LogLine

function toJson(event: string, crawler: string, { level, ...fields }: LogLine): string {
  const line = { time: new Date(), level, event, crawler, ...fields }
  return `${JSON.stringify(line, (_name, value: unknown) => (typeof value === 'string' ? redact(value) : value))}\n`
}
