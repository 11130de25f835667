import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A path in a folder of its own; the folder goes with it. */
export function temporaryFile(): { path: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-store-'))
  return {
    path: join(folder, 'crawl.db'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
