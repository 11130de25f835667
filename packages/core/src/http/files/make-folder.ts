import { mkdir } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'

import { syncFolder } from './sync-folder.ts'

/**
 * Makes a folder, with those that it lies in, unless it is there; then no power cut undoes it.
 *
 * @param mode Who may look into those that are made. Default: as into any new one.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode })
  if (first === undefined) return
  const end = dirname(resolve(first))
  for (let folder = resolve(path); folder !== end;) await syncFolder((folder = dirname(folder)))
}
