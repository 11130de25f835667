import { existsSync } from 'node:fs'
import { extname } from 'node:path'

import { DefinitionError } from '../errors.ts'
import { Archive } from '../frontier/archive/archive.ts'
import { wholeNumber } from './show/numbers.ts'

/** What a command says of the archive beside its store. */
export interface ArchiveFlags {
  readonly store: string
  readonly archive?: true
  readonly archiveLimit?: string
  /** The number of a run, or `true` for the last. */
  readonly replay?: string | true
}

/** What a run does with the archive. */
export interface ArchiveUse {
  /** Where the run lives: a replay beside the store, so that the store keeps its latest data. */
  readonly store: string
  readonly archive?: Archive
  readonly replay?: true | number
}

/**
 * Opens the archive for a run: to be filled, to be replayed, or not at all.
 *
 * @throws {DefinitionError} for flags that exclude each other, and for a replay without an archive.
 */
export function useArchive({ store, archive, archiveLimit, replay }: ArchiveFlags): ArchiveUse {
  if (archive && replay !== undefined)
    throw new DefinitionError(
      '--archive and --replay exclude each other: one fills the archive, one reads it',
    )
  if (replay !== undefined) {
    return {
      store: `${withoutExtension(store)}.replay.db`,
      archive: openArchive(store),
      replay: replay === true ? true : wholeNumber('--replay', replay),
    }
  }
  if (archiveLimit !== undefined && !archive)
    throw new DefinitionError('--archive-limit is the size of an archive: give --archive too')
  if (!archive) return { store }
  const limit =
    archiveLimit === undefined ? {} : { maxBytes: 1e6 * wholeNumber('--archive-limit', archiveLimit) }
  return { store, archive: new Archive(archiveFile(store), limit) }
}

/** The archive beside a store: `latchkey.archive` for `latchkey.db`. */
export function archiveFile(store: string): string {
  return `${withoutExtension(store)}.archive`
}

/**
 * Opens the archive beside a store, to be read.
 *
 * @throws {DefinitionError} when there is none.
 */
export function openArchive(store: string): Archive {
  const file = archiveFile(store)
  if (existsSync(file)) return new Archive(file)
  throw new DefinitionError(`there is no ${file}: record a run with \`latchkey run <crawler> --archive\``)
}

function withoutExtension(file: string): string {
  return file.slice(0, file.length - extname(file).length)
}
