import { spawnSync } from 'node:child_process'

/** How a shell tells that Ctrl-C ended a command. */
const INTERRUPTED = 130

/** Reads a line without showing it, and leaves the terminal as it was. */
const READ = `trap 'stty echo' EXIT; trap 'exit ${INTERRUPTED}' INT TERM; stty -echo; IFS= read -r line; printf %s "$line"`

/**
 * Asks the person at the terminal for a secret; `undefined` where nothing is typed.
 *
 * A shell reads it: all else waits meanwhile, yet Ctrl-C works, and ends the command. Where there is no shell
 * (Windows), nobody is asked.
 */
export function askSecret(name: string): string | undefined {
  process.stderr.write(`${name}: `)
  const { status, stdout } = spawnSync('sh', ['-c', READ], {
    stdio: ['inherit', 'pipe', 'inherit'],
    encoding: 'utf8',
  })
  process.stderr.write('\n')
  if (status === INTERRUPTED) process.exit(INTERRUPTED)
  return status === 0 && stdout !== '' ? stdout : undefined
}
