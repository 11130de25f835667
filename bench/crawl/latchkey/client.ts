import { fileURLToPath } from 'node:url'

import type { Client } from '../client.ts'
import type { ShopRecord } from '../shop.ts'
import type { LatchkeyClient } from './client-name.ts'

/** Latchkey with its store in a file; loads what is loaded before a crawl begins, and no more. */
export async function latchkeyClient({ way, parser, workers }: LatchkeyClient): Promise<Client> {
  const module = new URL(`${parser}.ts`, import.meta.url)
  return way === 'crawl' ? byCrawl(module, workers) : byCommand(module, workers)
}

/** What Latchkey's store has kept. */
export async function latchkeyRecords(file: string): Promise<ShopRecord[]> {
  const { SqliteStore } = await import('latchkey')
  await using store = new SqliteStore(file)
  return await Array.fromAsync(store.records({ kind: 'product' }), ({ value }) => value as ShopRecord)
}

async function byCrawl(module: URL, workers: number | 'auto'): Promise<Client> {
  const { crawl, SqliteStore } = await import('latchkey')
  const { default: crawler } = (await import(module.href)) as typeof import('./fast.ts')
  return async (_start, file) => {
    await using store = new SqliteStore(file)
    const report = await crawl(crawler, { store, workers, module })
    if (report.failed > 0) console.error(report.errors)
    return report.done
  }
}

/** What the command does once it has read its options, with its progress and its summary going nowhere. */
async function byCommand(module: URL, workers: number | 'auto'): Promise<Client> {
  const { SqliteStore } = await import('latchkey')
  const command = new URL('cli/commands/run.js', import.meta.resolve('latchkey'))
  const { run } = (await import(
    command.href
  )) as typeof import('../../../packages/core/src/cli/commands/run.ts')
  return async (_start, file) => {
    await run(fileURLToPath(module), { store: file, workers: String(workers), json: true })
    await using store = new SqliteStore(file)
    const [last] = await store.runs()
    return last?.counts.done ?? 0
  }
}
