import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

/** What lies in a folder and those in it, by its path with `/`; none where there is no folder. */
export async function filesIn(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = new Map<string, Buffer>()
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile()) files.set(relative(folder, path).replaceAll(sep, '/'), await readFile(path))
  }
  return files
}
