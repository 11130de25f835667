import { removeArrived, type ArrivedFile } from './crawler-folder.ts'

/** What is known of the files of one account. */
interface AccountFiles {
  waiting: { readonly since: number; readonly file: ArrivedFile }[]
  /** What had arrived by then is proved. */
  provenUntil: number
  /** Settled when all that is proved is in its place. */
  placing: Promise<void>
}

/**
 * The files of suspect pages: a proof puts them into their places, and a doubt removes them, so that the page of a dead
 * session never takes the place of a good file.
 */
export class UnprovenFiles {
  readonly #accounts = new Map<string, AccountFiles>()
  readonly #place: (file: ArrivedFile) => Promise<void>

  /** @param place - puts a file into its place. */
  constructor(place: (file: ArrivedFile) => Promise<void>) {
    this.#place = place
  }

  /** Whether any waits. */
  get areWaiting(): boolean {
    return [...this.#accounts.values()].some(({ waiting }) => waiting.length > 0)
  }

  /** Whether a page that had arrived by then is proved meanwhile. */
  isProven(account: string, since: number): boolean {
    return since <= this.#of(account).provenUntil
  }

  /** Lets files wait for a proof. */
  add(account: string, since: number, files: readonly ArrivedFile[]): void {
    this.#of(account).waiting.push(...files.map((file) => ({ since, file })))
  }

  /** Puts what had arrived by then into its place; returns when it is there, whoever has begun that. */
  async prove(account: string, askedAt: number): Promise<void> {
    const files = this.#of(account)
    files.provenUntil = Math.max(files.provenUntil, askedAt)
    const proven = files.waiting.filter(({ since }) => since <= askedAt)
    if (proven.length > 0) {
      files.waiting = files.waiting.filter(({ since }) => since > askedAt)
      const placed = [files.placing, ...proven.map(({ file }) => this.#place(file))]
      files.placing = Promise.all(placed).then(() => undefined)
    }
    await files.placing
  }

  /** Removes what waits. */
  async doubt(account: string): Promise<void> {
    const files = this.#of(account)
    const dropped = files.waiting
    files.waiting = []
    await removeArrived(dropped.map(({ file }) => file))
  }

  #of(account: string): AccountFiles {
    const known = this.#accounts.get(account)
    if (known) return known
    const files: AccountFiles = { waiting: [], provenUntil: -Infinity, placing: Promise.resolve() }
    this.#accounts.set(account, files)
    return files
  }
}
