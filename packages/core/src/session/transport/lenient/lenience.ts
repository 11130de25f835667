import type { Errand } from '../exchange/errand.ts'
import type { Server } from '../server.ts'
import type { WireResponse } from '../transport.ts'

// After so many refused responses in a row a server is not tried with the strict parser any more.
const PATIENCE = 3

/** Has responses that the strict parser refused read forgivingly, and remembers which servers need it. */
export class Lenience {
  readonly #read: (errand: Errand) => Promise<WireResponse>
  /** By origin: refused responses in a row. */
  readonly #refusals = new Map<string, number>()

  /** @param read Sends an errand to the forgiving reader. */
  constructor(read: (errand: Errand) => Promise<WireResponse>) {
    this.#read = read
  }

  /** Whether a server need not be tried with the strict parser. */
  isNeededBy({ origin }: Server): boolean {
    return (this.#refusals.get(origin) ?? 0) >= PATIENCE
  }

  /** A response was whole and by the rules. */
  approve({ origin }: Server): void {
    this.#refusals.delete(origin)
  }

  /** A response was refused: sends its errand once more. */
  readAgain(errand: Errand): Promise<WireResponse> {
    const { origin } = errand.server
    this.#refusals.set(origin, (this.#refusals.get(origin) ?? 0) + 1)
    return this.#read(errand)
  }
}
