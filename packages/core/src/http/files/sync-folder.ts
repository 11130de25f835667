import { open } from 'node:fs/promises'

import { codeOf } from '../../thrown.ts'

/** What Windows, some network drives and folders that nobody may list say to who wants to sync them. */
const REFUSALS: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EISDIR', 'EINVAL', 'EBADF', 'ENOTSUP'])

/** Makes what was moved into a folder last, where the file system takes an order for one. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    await using handle = await open(folder)
    await handle.sync()
  } catch (error) {
    if (!REFUSALS.has(codeOf(error) ?? '')) throw error
  }
}
