import { hash } from 'node:crypto'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

import type { SqliteDatabase } from '../sqlite/file/database.ts'

/** Of what size a body is to serve as a dictionary: enough to be worth it, and not too much to be loaded for each page. */
const BASE_SIZE = { least: 1_024, most: 262_144 }

/** Higher levels cost more than they gain, once there is a dictionary. */
const LEVEL = { [constants.ZSTD_c_compressionLevel]: 1 }

/** A body that other pages of its kind are compressed with. */
interface Base {
  readonly id: number
  readonly bytes: Uint8Array
}

interface BodyRow {
  readonly digest: Uint8Array
  readonly size: number
  readonly base: number | null
  readonly packed: Uint8Array
}

/**
 * The bodies of an archive: each kept once, by its digest, and compressed.
 *
 * The pages of one route are made of one template. The first of them is the dictionary for all that follow, which
 * makes them a quarter of what they are without. To be called in transactions.
 */
export class ArchivedBodies {
  readonly #database: SqliteDatabase
  /** By kind of page. */
  readonly #bases = new Map<string, Base>()

  constructor(database: SqliteDatabase) {
    this.#database = database
  }

  /**
   * Keeps a body, unless it is there, and gives its id.
   *
   * @param kind Pages of one kind are likely to be alike.
   */
  put(bytes: Uint8Array, kind: string): number {
    const digest = hash('sha256', bytes, 'buffer')
    const known = this.#database.get<{ id: number }>('SELECT id FROM body WHERE digest = ?', digest)
    if (known) return known.id
    const base = this.#baseFor(kind)
    const id = this.#database.insert(
      'INSERT INTO body (digest, size, base, packed) VALUES (?, ?, ?, ?)',
      digest,
      bytes.byteLength,
      base?.id ?? null,
      zstdCompressSync(bytes, { params: LEVEL, ...(base && { dictionary: base.bytes }) }),
    )
    const fits = bytes.byteLength >= BASE_SIZE.least && bytes.byteLength <= BASE_SIZE.most
    if (!base && fits) this.#bases.set(kind, { id, bytes })
    return id
  }

  /**
   * Reads a body back.
   *
   * @throws {Error} when it is not what was kept.
   */
  read(id: number): Uint8Array {
    const row = this.#database.get<BodyRow>('SELECT digest, size, base, packed FROM body WHERE id = ?', id)
    if (!row) throw new Error('the body is missing')
    const dictionary = row.base === null ? {} : { dictionary: this.read(row.base) }
    const bytes = zstdDecompressSync(row.packed, { maxOutputLength: Math.max(row.size, 1), ...dictionary })
    if (!hash('sha256', bytes, 'buffer').equals(row.digest)) throw new Error('the digest is wrong')
    return bytes
  }

  /** Removes a body that no response and no other body needs any more, and then perhaps its dictionary. */
  drop(id: number): void {
    const row = this.#database.get<{ base: number | null }>(
      `SELECT base FROM body WHERE id = ?1
       AND NOT EXISTS (SELECT 1 FROM response WHERE body = ?1) AND NOT EXISTS (SELECT 1 FROM body WHERE base = ?1)`,
      id,
    )
    if (!row) return
    this.#database.run('DELETE FROM body WHERE id = ?', id)
    if (row.base !== null) this.drop(row.base)
  }

  /** The dictionary for a kind of page, if it is still in the archive. */
  #baseFor(kind: string): Base | undefined {
    const base = this.#bases.get(kind)
    if (base && this.#database.get('SELECT 1 FROM body WHERE id = ?', base.id)) return base
    this.#bases.delete(kind)
    return undefined
  }
}
