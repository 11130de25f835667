import { rename } from 'node:fs/promises'
import { dirname } from 'node:path'

import { syncFolder } from './sync-folder.ts'

/** Moves a file over another or to where none is, within a disk; then no power cut undoes it. */
export async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to)
  await syncFolder(dirname(to))
}
