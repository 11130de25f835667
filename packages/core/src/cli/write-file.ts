import { createWriteStream, existsSync } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { CrawlError, DefinitionError, StoreError } from '../errors.ts'

/** @throws {DefinitionError} when the folder of a file that is to be written is not there; asked before the work begins. */
export function checkFolder(file: string): void {
  const folder = dirname(file)
  if (!existsSync(folder))
    throw new DefinitionError(`--out ${file}: there is no folder ${folder}: make it, or name another`)
}

/**
 * Writes a file beside its place first, on the disk, then renames it, so that no half file is ever seen.
 *
 * @throws {StoreError} `OUTPUT` when it cannot be written; what the parts throw of their own stays what it is.
 */
export async function writeWhole(
  file: string,
  parts: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const beside = `${file}.${process.pid}.part`
  try {
    await pipeline(Readable.from(parts), createWriteStream(beside, { flush: true }))
    await rename(beside, file)
    await syncFolder(dirname(file))
  } catch (error) {
    await rm(beside, { force: true })
    if (error instanceof CrawlError) throw error
    const problem = error instanceof Error ? error.message : String(error)
    throw new StoreError('OUTPUT', `cannot write ${file}: ${problem}`, { cause: error })
  }
}

/** Makes a rename last through a power cut. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
