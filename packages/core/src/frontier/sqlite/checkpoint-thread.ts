import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

import type { Pass } from './checkpoints.ts'

/** The thread of `Checkpoints`: does a pass for each message, and answers when it is done. */
const connection = new DatabaseSync(String(workerData))
connection.exec('PRAGMA synchronous = NORMAL')

parentPort?.on('message', (pass: Pass) => {
  try {
    connection.exec(`PRAGMA wal_checkpoint(${pass})`)
  } catch {
    // What could not be moved stays in the log, and whoever commits meets the same trouble.
  }
  parentPort?.postMessage('done')
})
