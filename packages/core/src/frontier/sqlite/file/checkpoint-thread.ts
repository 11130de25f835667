import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

import type { Pass } from './checkpoints.ts'

/** The thread of `Checkpoints`: does a pass for each message, and answers with the pages that the log has. */
const connection = new DatabaseSync(String(workerData))
connection.exec('PRAGMA synchronous = NORMAL')

parentPort?.on('message', (pass: Pass) => {
  parentPort?.postMessage(checkpoint(pass))
})

function checkpoint(pass: Pass): number {
  try {
    return Number(connection.prepare(`PRAGMA wal_checkpoint(${pass})`).get()?.['log'])
  } catch {
    // What could not be moved stays in the log, and whoever commits meets the same trouble.
    return 0
  }
}
