import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A file for all processes of this user on this machine, in a folder of the temporary files that nobody else may enter.
 * Not `XDG_RUNTIME_DIR`, which a shell has and a cron job has not: they would not meet.
 *
 * @throws {Error} where there can be no such folder.
 */
export function machineFile(name: string): string {
  const user = process.getuid?.()
  const folder = join(tmpdir(), user === undefined ? 'latchkey' : `latchkey-${user}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  const isPrivate = user === undefined || (found.uid === user && (found.mode & 0o077) === 0)
  if (!found.isDirectory() || !isPrivate) throw new Error(`${folder} is not a folder of this user alone`)
  return join(folder, name)
}
