import { existsSync } from 'node:fs'
import { dirname } from 'node:path'

import { CrawlError, DefinitionError, StoreError } from '../errors.ts'
import { replaceFile } from '../http/files/replace-file.ts'
import type { FileParts } from '../http/files/write-synced.ts'
import { messageOf } from '../thrown.ts'

/** @throws {DefinitionError} when the folder of a file that is to be written is not there; asked before the work begins. */
export function checkFolder(file: string): void {
  const folder = dirname(file)
  if (!existsSync(folder))
    throw new DefinitionError(`--out ${file}: there is no folder ${folder}: make it, or name another`)
}

/**
 * Writes a file that somebody asked for, so that no half of it is ever seen.
 *
 * @throws {StoreError} `OUTPUT` when it cannot be written; what the parts throw of their own stays what it is.
 */
export async function writeWhole(file: string, parts: FileParts): Promise<void> {
  try {
    await replaceFile(file, parts)
  } catch (error) {
    if (error instanceof CrawlError) throw error
    throw new StoreError('OUTPUT', `cannot write ${file}: ${messageOf(error)}`, { cause: error })
  }
}
