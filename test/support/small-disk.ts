import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { testWhere } from './test-where.ts'

/** A disk in memory that is soon full, and gone at the end of its scope. */
export interface SmallDisk extends Disposable {
  readonly path: string
  /** Gives it another size, such as `32m`. */
  grow(size: string): void
}

/** A test with a disk of its own. */
export const diskTest = testWhere({
  isThere: canMount(),
  lack: 'no right to mount a disk',
  remedy: 'run the tests as root, and a container with --privileged',
})

/** @param size - in bytes, or with a unit, such as `600k`. */
export function smallDisk(size: string): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), 'latchkey-disk-'))
  const mount = (options: string) =>
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'ignore' })
  try {
    mount(`size=${size}`)
  } catch (error) {
    rmSync(path, { recursive: true })
    throw error
  }
  return {
    path,
    grow: (size) => mount(`remount,size=${size}`),
    [Symbol.dispose]() {
      execFileSync('umount', [path])
      rmSync(path, { recursive: true })
    },
  }
}

function canMount(): boolean {
  try {
    smallDisk('1m')[Symbol.dispose]()
    return true
  } catch {
    return false
  }
}
