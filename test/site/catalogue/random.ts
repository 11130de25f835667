/** A stream of numbers that looks like chance and is the same every time. */
export interface Random {
  /** From 0 up to 1. */
  fraction(): number
  /** A whole number, both ends included. */
  integer(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
}

/** Makes the stream that belongs to these keys. */
export function random(...keys: readonly (string | number)[]): Random {
  let state = hash(keys)
  // Mulberry32, by Tommy Ettinger: 32 bits of state are plenty for shop goods.
  function fraction(): number {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    fraction,
    integer: (from, to) => from + Math.floor(fraction() * (to - from + 1)),
    chance: (probability) => fraction() < probability,
    pick: <T>(list: readonly T[]) => list[Math.floor(fraction() * list.length)]!,
  }
}

/** FNV-1a over the keys, each with its kind, so that 1 and '1' differ. */
function hash(keys: readonly (string | number)[]): number {
  let state = 0x811c9dc5
  const add = (number: number) => {
    state = Math.imul(state ^ number, 0x01000193)
  }
  for (const key of keys) {
    if (typeof key === 'number') {
      add(1)
      for (let shift = 0; shift < 32; shift += 8) add((key >>> shift) & 0xff)
    } else {
      add(2)
      for (let index = 0; index < key.length; index += 1) add(key.charCodeAt(index))
    }
  }
  return state
}
