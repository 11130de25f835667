import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Report } from 'latchkey'

/** The file of the command `latchkey`. */
export const MAIN = resolve(import.meta.dirname, '../../packages/core/src/cli/main.ts')

/** How a command ended and what it said. */
export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command at work. */
export interface Command {
  readonly child: ChildProcess
  readonly result: Promise<CommandResult>
  /** Waits until that is so, or the command has ended. */
  readonly until: (isSo: () => boolean) => Promise<void>
}

export interface CommandOptions {
  readonly cwd?: string
  readonly env?: { readonly [name: string]: string }
  /** What stands on its standard input; `null` leaves it open. */
  readonly input?: string | null
  /** What the shell takes away from it first, such as `ulimit -n 64`. */
  readonly under?: string
}

/** Starts `latchkey` in a process of its own. */
export function startCommand(
  words: readonly string[],
  { cwd, env, input, under = ':' }: CommandOptions = {},
): Command {
  const shell = ['-c', `${under}; exec "$0" "$@"`, process.execPath, MAIN, ...words]
  const child = spawn('/bin/sh', shell, {
    cwd,
    env: { ...process.env, LATCHKEY_KEY: '0'.repeat(64), NO_COLOR: '1', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  // A command that reads nothing may be gone before it is written to.
  child.stdin.on('error', () => undefined)
  if (input !== null) child.stdin.end(input)
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  const result = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }))
  return {
    child,
    result,
    until: async (isSo) => {
      while (!isSo() && child.exitCode === null) await sleep(1)
    },
  }
}

/** Runs `latchkey` to its end. */
export async function runCommand(words: readonly string[], options?: CommandOptions): Promise<CommandResult> {
  return startCommand(words, options).result
}

/** The report at the end of what `run --json` writes. */
export function reportOf(stdout: string): Report {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as Report
}
