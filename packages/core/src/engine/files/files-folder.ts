import { statSync } from 'node:fs'
import { dirname, format, join, parse } from 'node:path'

import { DefinitionError } from '../../errors.ts'
import { SqliteStore } from '../../frontier/sqlite/sqlite-store.ts'
import type { Store } from '../../frontier/store.ts'

/**
 * The folder for the files of a crawler: in the one that is named, else beside the store.
 *
 * @throws {DefinitionError} where something else is in its place.
 */
export function filesFolder(crawler: string, store: Store, named?: string): string {
  const folder = join(named ?? besideStore(store), crawler)
  if (isFree(folder)) return folder
  throw new DefinitionError(
    `files cannot be kept in ${folder}, for that is no folder: name another (--files)`,
  )
}

/** `latchkey.files` for `latchkey.db`. */
function besideStore(store: Store): string {
  const isFile = store instanceof SqliteStore && store.path !== ':memory:'
  const { dir, name } = parse(isFile ? store.path : 'latchkey')
  return format({ dir, name, ext: '.files' })
}

/** Whether it is a folder, or could be made. */
function isFree(folder: string): boolean {
  const stats = statSync(folder, { throwIfNoEntry: false })
  return stats ? stats.isDirectory() : isFree(dirname(folder))
}
