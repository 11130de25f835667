import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import type { Run, Store } from '../../frontier/store.ts'
import { writeSynced } from '../../http/files/write-synced.ts'

const NAME = '.arriving'

/**
 * Where the files of a run lie until they are moved to their places: on the same disk, out of the way of who looks there.
 * It is gone when nothing lies in it any more, so that one that is left is of a process that had no time for that.
 */
export class ArrivingFolder {
  readonly #path: string

  /** @param folder - that of the crawler's files. */
  constructor(folder: string, run: { readonly startedAt: Date }) {
    this.#path = join(folder, NAME, String(run.startedAt.getTime()))
  }

  /** Removes those of runs that will never go on. */
  static async removeAbandoned(folder: string, run: Run, store: Store): Promise<void> {
    if (!existsSync(join(folder, NAME))) return
    for (const other of await store.runs(run.crawler)) {
      if (other.id !== run.id && !other.owner) await new ArrivingFolder(folder, other).remove()
    }
  }

  /** Whether it is there. */
  get isThere(): boolean {
    return existsSync(this.#path)
  }

  /** Writes a file, which is on the disk when it returns; gives its path. */
  async write(body: Uint8Array): Promise<string> {
    await mkdir(this.#path, { recursive: true })
    const path = join(this.#path, randomUUID())
    await writeSynced(path, [body])
    return path
  }

  /** Removes it with all that lies in it. */
  async remove(): Promise<void> {
    if (!this.isThere) return
    await rm(this.#path, { recursive: true, force: true })
    // That of another run may stand beside it.
    await rmdir(dirname(this.#path)).catch(() => undefined)
  }
}
