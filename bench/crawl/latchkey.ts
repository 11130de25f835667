import { crawl, SqliteStore } from 'latchkey'

import { fast, html5 } from './latchkey-shop.ts'
import type { ShopRecord } from './shop.ts'

/** Latchkey as it is used, with its store in a file. */
export async function withLatchkey(
  parser: 'html5' | 'fast',
  workers: number | 'auto',
  file: string,
): Promise<number> {
  await using store = new SqliteStore(file)
  const module = new URL('latchkey-shop.ts', import.meta.url)
  const report = await crawl(parser === 'fast' ? fast : html5, { store, workers, module })
  if (report.failed > 0) console.error(report.errors)
  return report.done
}

/** What Latchkey's store has kept. */
export async function latchkeyRecords(file: string): Promise<ShopRecord[]> {
  await using store = new SqliteStore(file)
  return await Array.fromAsync(store.records({ kind: 'product' }), ({ value }) => value as ShopRecord)
}
