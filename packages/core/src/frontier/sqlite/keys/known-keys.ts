import { KeyTable } from './key-table.ts'

/** How many tables share the keys: each grows by itself, so that growing takes no time that anybody would see. */
const TABLES = 1024

/** How many keys are kept at most, in at most 200 MB. Those met after them are looked up in the file. */
const MOST_KEYS = 16_000_000

/**
 * The keys that are known, by their first 64 bits: most links of a page are known, and need not be looked up.
 *
 * That a new key is taken for one of ten million others happens once in 300,000 crawls.
 */
export class KnownKeys {
  readonly #most: number
  readonly #tables: (KeyTable | undefined)[] = Array.from({ length: TABLES })
  #size = 0

  constructor(most = MOST_KEYS) {
    this.#most = most
  }

  /** How many keys it has. */
  get size(): number {
    return this.#size
  }

  /** What it takes, in bytes. */
  get bytes(): number {
    return this.#tables.reduce((sum, table) => sum + (table?.bytes ?? 0), 0)
  }

  has(key: Uint8Array): boolean {
    const high = wordAt(key, 0)
    return this.#tables[high % TABLES]?.has(high, wordAt(key, 4)) ?? false
  }

  /** Adds a key, or the one that begins at an offset, while there is room. */
  add(keys: Uint8Array, offset = 0): void {
    if (this.#size >= this.#most) return
    const high = wordAt(keys, offset)
    const table = (this.#tables[high % TABLES] ??= new KeyTable())
    if (table.add(high, wordAt(keys, offset + 4))) this.#size++
  }
}

/** Four bytes as a number. */
function wordAt(bytes: Uint8Array, offset: number): number {
  return (
    ((byteAt(bytes, offset) << 24) |
      (byteAt(bytes, offset + 1) << 16) |
      (byteAt(bytes, offset + 2) << 8) |
      byteAt(bytes, offset + 3)) >>>
    0
  )
}

function byteAt(bytes: Uint8Array, offset: number): number {
  return bytes[offset] ?? 0
}
