/** How full a table may be before it grows, and by how much it then grows: 9.4 to 12.3 bytes a key. */
const FULLEST = 0.85
const GROWTH = 1.3

const FIRST_CAPACITY = 16

/** A set of 64-bit keys, each as two halves, in one array (open addressing with linear probing). */
export class KeyTable {
  /** The halves of each key, side by side; a free place has two zeros. */
  #places = new Uint32Array(2 * FIRST_CAPACITY)
  #size = 0

  /** What it takes, in bytes. */
  get bytes(): number {
    return this.#places.byteLength
  }

  has(high: number, low: number): boolean {
    // Two zeros are no key: they would be found in every free place.
    return (high !== 0 || low !== 0) && this.#isAt(this.#find(high, low), high, low)
  }

  /** True if it was not there yet. */
  add(high: number, low: number): boolean {
    const place = this.#find(high, low)
    if (this.#isAt(place, high, low)) return false
    this.#places[place] = high
    this.#places[place + 1] = low
    this.#size++
    if (2 * this.#size > FULLEST * this.#places.length) this.#grow()
    return true
  }

  /** Where a key is, or the free place where it belongs. */
  #find(high: number, low: number): number {
    const places = this.#places
    // Keys are in the order of their lower half, so that growing walks through both arrays once.
    let place = 2 * Math.floor((low / 2 ** 32) * (places.length / 2))
    while (!this.#isAt(place, high, low) && !this.#isAt(place, 0, 0)) {
      place += 2
      if (place === places.length) place = 0
    }
    return place
  }

  #isAt(place: number, high: number, low: number): boolean {
    return this.#places[place] === high && this.#places[place + 1] === low
  }

  #grow(): void {
    const places = this.#places
    this.#places = new Uint32Array(2 * Math.ceil((GROWTH * places.length) / 2))
    for (let place = 0; place < places.length; place += 2) {
      const high = places[place] ?? 0
      const low = places[place + 1] ?? 0
      if (high === 0 && low === 0) continue
      const free = this.#find(high, low)
      this.#places[free] = high
      this.#places[free + 1] = low
    }
  }
}
