import type { EndReason } from '../../engine/control/stop.ts'

/** How a run has ended, in a few words. */
export const ENDINGS: Readonly<Record<EndReason, string>> = {
  finished: 'finished',
  stopped: 'stopped',
  limit: 'stopped at its limit',
  errors: 'broken off',
  login: 'ended, for the login failed',
  failed: 'failed',
}

/** The same of a run as a store knows it. */
export function endingText(reason: string): string {
  return (ENDINGS as Readonly<{ [reason: string]: string }>)[reason] ?? reason
}
