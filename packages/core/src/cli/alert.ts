import { spawn } from 'node:child_process'
import { once } from 'node:events'

import { messageOf } from '../thrown.ts'

/** How long the command may take, in milliseconds. */
const TIMEOUT = 60_000

/** A run that did not end well. */
export interface Alert {
  readonly crawler: string
  /** Its exit code, or the signal that ended it. */
  readonly code: number | string
  /** How it ended, and why. */
  readonly lines: readonly string[]
}

/**
 * Runs a shell command that tells somebody of a run: its standard input says why, `LATCHKEY_CRAWLER` and
 * `LATCHKEY_EXIT_CODE` which run and how it ended. Gives what went wrong with the command itself.
 */
export async function sendAlert(
  command: string,
  { crawler, code, lines }: Alert,
): Promise<string | undefined> {
  const child = spawn(command, {
    shell: true,
    stdio: ['pipe', 'inherit', 'inherit'],
    timeout: TIMEOUT,
    env: { ...process.env, LATCHKEY_CRAWLER: crawler, LATCHKEY_EXIT_CODE: String(code) },
  })
  // It need not read.
  child.stdin.on('error', () => undefined)
  child.stdin.end(`${lines.join('\n')}\n`)
  try {
    const [ended, killedBy] = (await once(child, 'close')) as [number | null, string | null]
    return ended === 0 ? undefined : `--on-failure ended with ${ended ?? killedBy}`
  } catch (error) {
    return `--on-failure failed: ${messageOf(error)}`
  }
}
