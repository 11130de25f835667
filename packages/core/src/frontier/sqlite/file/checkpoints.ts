import { once } from 'node:events'
import { statSync } from 'node:fs'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'

/** How far the log may grow before it is moved into the file, in pages of 4 kB: 64 MB. */
const FULL_LOG = 16_384
const PAGE = 4_096

/** Moves what it can without waiting for anybody; or all of it, so that the next commit begins the log anew. */
export type Pass = 'PASSIVE' | 'RESTART'

/** Who commits, and can be asked to wait. */
interface Committer {
  /** Commits nothing until the function that it gives is called. */
  hold(): () => void
}

/**
 * Moves the write-ahead log into the file, in a thread of its own: the disk may take its time, commits go on. The thread
 * lives as long as one move, since it takes 20 MB.
 *
 * A log that is still small when the store is closed never gets here.
 */
export class Checkpoints {
  readonly #path: string
  #running: Promise<void> | undefined
  /** The size of the log's file at which it is full for sure: it does not shrink when the log begins anew. */
  #fullSize = FULL_LOG * PAGE
  /** How many commits were made since the log began, and how many fill it. */
  #commits = 0
  #fullAfter = Infinity

  constructor(path: string) {
    this.#path = path
  }

  /** To be called after each commit. */
  consider(committer: Committer): void {
    this.#commits++
    if (this.#running) return
    if (this.#commits < this.#fullAfter && this.#logSize() < this.#fullSize) return
    this.#running = this.#checkpoint(committer)
      // Without this thread the log grows, until SQLite moves it by itself.
      .catch(() => undefined)
      .finally(() => {
        this.#running = undefined
        this.#commits = 0
        this.#fullSize = this.#logSize() + FULL_LOG * PAGE
      })
  }

  /** Waits for what it is doing, and ends. */
  async close(): Promise<void> {
    await this.#running
  }

  async #checkpoint(committer: Committer): Promise<void> {
    const thread = this.#startThread()
    try {
      await this.#moveLog(thread, committer)
    } finally {
      await thread.terminate()
    }
  }

  async #moveLog(thread: Worker, committer: Committer): Promise<void> {
    const pages = await ask(thread, 'PASSIVE')
    this.#fullAfter = Math.ceil((this.#commits * FULL_LOG) / Math.max(pages, 1))
    // Commits go on. Each pass leaves what was written meanwhile, which the next has to move.
    await ask(thread, 'PASSIVE')
    const goOn = committer.hold()
    try {
      await ask(thread, 'RESTART')
    } finally {
      goOn()
    }
  }

  #logSize(): number {
    return statSync(`${this.#path}-wal`, { throwIfNoEntry: false })?.size ?? 0
  }

  #startThread(): Worker {
    // Beside this file, in TypeScript or built.
    const file = new URL(`checkpoint-thread${extname(import.meta.url)}`, import.meta.url)
    const thread = new Worker(file, { workerData: this.#path })
    thread.unref()
    thread.on('error', () => undefined)
    // Whoever waits for its answer is told that there will be none.
    thread.once('exit', (code) =>
      thread.emit('error', new Error(`the thread of the checkpoints ended with ${code}`)),
    )
    return thread
  }
}

async function ask(thread: Worker, pass: Pass): Promise<number> {
  thread.postMessage(pass)
  const [pages] = await once(thread, 'message')
  return Number(pages)
}
