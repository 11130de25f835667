import { once } from 'node:events'
import { statSync } from 'node:fs'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'

/** How far the log may grow before it is moved into the file, in bytes. */
const LARGEST_LOG = 16 * 2 ** 20

/** Moves what it can without waiting for anybody; or all of it, if nobody writes meanwhile, and empties the log. */
export type Pass = 'PASSIVE' | 'TRUNCATE'

/** Who commits, and can be asked to wait. */
interface Committer {
  /** Commits nothing until the function that it gives is called. */
  hold(): () => void
}

/**
 * Moves the write-ahead log into the file, in a thread of its own: the disk may take its time, commits go on.
 *
 * A log that is small when the store is closed never gets here.
 */
export class Checkpoints {
  readonly #path: string
  #thread: Worker | undefined
  #running: Promise<void> | undefined
  #limit = LARGEST_LOG

  constructor(path: string) {
    this.#path = path
  }

  /** To be called after each commit. */
  consider(committer: Committer): void {
    if (this.#running || this.#logSize() < this.#limit) return
    this.#running = this.#checkpoint(committer)
      // Without this thread the log grows, until SQLite moves it by itself.
      .catch(() => undefined)
      .finally(() => {
        this.#running = undefined
        this.#limit = this.#logSize() + LARGEST_LOG
      })
  }

  /** Waits for what it is doing, and ends. */
  async close(): Promise<void> {
    await this.#running
    await this.#thread?.terminate()
  }

  async #checkpoint(committer: Committer): Promise<void> {
    // While commits go on. Each pass leaves what was written meanwhile, which the next has to move.
    await this.#do('PASSIVE')
    await this.#do('PASSIVE')
    const goOn = committer.hold()
    try {
      await this.#do('TRUNCATE')
    } finally {
      goOn()
    }
  }

  async #do(pass: Pass): Promise<void> {
    this.#thread ??= startThread(this.#path)
    this.#thread.postMessage(pass)
    await once(this.#thread, 'message')
  }

  #logSize(): number {
    return statSync(`${this.#path}-wal`, { throwIfNoEntry: false })?.size ?? 0
  }
}

function startThread(path: string): Worker {
  // Beside this file, in TypeScript or built.
  const file = new URL(`checkpoint-thread${extname(import.meta.url)}`, import.meta.url)
  const thread = new Worker(file, { workerData: path })
  thread.unref()
  return thread
}
