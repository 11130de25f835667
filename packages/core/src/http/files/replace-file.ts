import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'

import { moveFile } from './move-file.ts'
import { writeSynced, type FileParts } from './write-synced.ts'

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
  await writeSynced(beside, parts, mode)
  try {
    await moveFile(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}
