import { open, type FileHandle } from 'node:fs/promises'

import { codeOf } from '../../thrown.ts'

/**
 * Whether a file is there and holds just these bytes; read piece by piece.
 *
 * @throws what the file system throws; `EISDIR` for a folder.
 */
export async function fileHolds(path: string, bytes: Uint8Array): Promise<boolean> {
  await using file = await openIfThere(path)
  if (!file) return false
  const stats = await file.stat()
  if (stats.isDirectory()) throw Object.assign(new Error(`${path} is a folder`), { code: 'EISDIR' })
  if (stats.size !== bytes.byteLength) return false
  let at = 0
  for await (const piece of file.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
    if (!piece.equals(bytes.subarray(at, (at += piece.byteLength)))) return false
  }
  return at === bytes.byteLength
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
