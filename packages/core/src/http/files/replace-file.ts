import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

import { codeOf } from '../../thrown.ts'

/** What Windows, some network drives and folders that nobody may list say to who wants to sync them. */
const REFUSALS: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EISDIR', 'EINVAL', 'EBADF', 'ENOTSUP'])

/** What a file is made of, one part after the other. */
export type FileParts = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>

/**
 * Replaces a file whole or not at all, whatever happens meanwhile; then no power cut undoes it.
 *
 * It is written beside its place under a random name, never through a link that somebody put there (CVE-2026-25645,
 * CVE-2022-32207), synced, and renamed.
 *
 * @param mode Who may read and write it. Default: as any new file.
 * @throws what the parts and the file system throw; nothing is left beside the file then.
 */
export async function replaceFile(path: string, parts: FileParts, mode = 0o666): Promise<void> {
  const beside = `${path}.${randomBytes(8).toString('hex')}.part`
  try {
    await pipeline(Readable.from(parts), createWriteStream(beside, { flags: 'wx', mode, flush: true }))
    await rename(beside, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

/** Makes a rename last, where the file system takes an order for a folder. */
async function syncFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder)
    await handle.sync()
  } catch (error) {
    if (!REFUSALS.has(codeOf(error) ?? '')) throw error
  }
}
