import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** What a file is made of, one part after the other. */
export type FileParts = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>

/**
 * Writes a file that is not there yet, and has it on the disk when it returns; nothing is left of one that fails.
 *
 * @param mode Who may read and write it. Default: as any new file.
 * @throws what the parts and the file system throw.
 */
export async function writeSynced(path: string, parts: FileParts, mode = 0o666): Promise<void> {
  try {
    await pipeline(Readable.from(parts), createWriteStream(path, { flags: 'wx', mode, flush: true }))
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}
