import { Cron } from 'croner'

import { DefinitionError } from '../errors.ts'
import { messageOf } from '../thrown.ts'
import type { CrawlerSettings } from './definition.ts'

/**
 * When a crawler is due; `undefined` for one without a `schedule`.
 *
 * @throws {DefinitionError} when its `schedule` is no cron expression or never comes, or its `timeZone` is no time zone.
 */
export function cronOf({ name, schedule, timeZone }: CrawlerSettings): Cron | undefined {
  if (schedule === undefined) return undefined
  try {
    // `protect` holds back a run while the one before it is at work.
    const cron = new Cron(schedule, {
      paused: true,
      protect: true,
      ...(timeZone !== undefined && { timezone: timeZone }),
    })
    // croner takes a date for one too, which would be over some day.
    if (/^\d{4}-/.test(schedule)) throw new Error('it is a date')
    if (!cron.nextRun()) throw new Error('it never comes')
    return cron
  } catch (error) {
    throw new DefinitionError(
      `crawler ${name}: schedule ${JSON.stringify(schedule)} is wrong: ${messageOf(error)}. Write a cron expression such as '0 6 * * *', and a time zone such as 'Europe/Berlin'`,
      { cause: error },
    )
  }
}
