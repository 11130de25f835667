import { readFileSync } from 'node:fs'

import type { ShopRecord } from './shop.ts'

/** The records of a file with one as JSON a line. */
export function readRecords(file: string): ShopRecord[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  return lines.map((line) => JSON.parse(line) as ShopRecord)
}
