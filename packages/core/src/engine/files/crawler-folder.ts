import { rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import type { Run } from '../../frontier/store.ts'
import { fileHolds } from '../../http/files/file-holds.ts'
import { makeFolder } from '../../http/files/make-folder.ts'
import { moveFile } from '../../http/files/move-file.ts'
import { ArrivingFolder } from './arriving-folder.ts'

/** What a run has put into the folder of its crawler, in this call. */
export interface FilesAmount {
  readonly folder: string
  /** How many files: those that were there already with the same bytes count too. */
  readonly kept: number
  /** What they weigh together. */
  readonly bytes: number
  /** How many took the place of one that says something else and was kept in the same run, under the same name. */
  readonly replaced: number
}

/** A file that is on the disk, on its way to its place. */
export interface ArrivedFile {
  readonly path: string
  readonly place: string
  readonly bytes: number
}

/** The folder of a crawler's files. */
export class CrawlerFolder {
  readonly arriving: ArrivingFolder
  readonly #path: string
  readonly #begun: Date
  #kept = 0
  #bytes = 0
  #replaced = 0
  /** Where files are just being moved to. */
  readonly #moving = new Set<string>()

  constructor(path: string, run: Pick<Run, 'startedAt'>) {
    this.arriving = new ArrivingFolder(path, run)
    this.#path = path
    this.#begun = run.startedAt
  }

  get amount(): FilesAmount {
    return { folder: this.#path, kept: this.#kept, bytes: this.#bytes, replaced: this.#replaced }
  }

  /** Writes a body, which is on the disk when it returns; none where it is in its place already. */
  async receive(name: string, body: Uint8Array): Promise<ArrivedFile[]> {
    const place = join(this.#path, name)
    const bytes = body.byteLength
    if (await fileHolds(place, body)) {
      this.#count(bytes)
      return []
    }
    // What lies behind a login is for nobody else; whoever wants that opens this one folder.
    await makeFolder(this.#path, 0o700)
    await makeFolder(dirname(place))
    return [{ path: await this.arriving.write(body), place, bytes }]
  }

  /** Moves a file to its place. */
  async place({ path, place, bytes }: ArrivedFile): Promise<void> {
    const isSecond = this.#moving.has(place)
    this.#moving.add(place)
    try {
      const before = await stat(place).catch(() => undefined)
      await moveFile(path, place)
      if (isSecond || (before && before.mtime >= this.#begun)) this.#replaced++
      this.#count(bytes)
    } finally {
      this.#moving.delete(place)
    }
  }

  #count(bytes: number): void {
    this.#kept++
    this.#bytes += bytes
  }
}

/** Removes files that are not to take their places. */
export async function removeArrived(files: readonly ArrivedFile[]): Promise<void> {
  await Promise.all(files.map(({ path }) => rm(path, { force: true })))
}
