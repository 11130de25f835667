/** `npm start`: starts the bundled shop, signs in, crawls it with the command line tool, and shows what came of it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { startSite } from '../test/site/index.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

await using site = await startSite({ latency: 20 })
console.log(`The bundled shop is at ${site.url}; signing in as ada.\n`)
mkdirSync('.latchkey', { recursive: true })
const latchkey = spawn(
  process.execPath,
  [
    here('../packages/core/src/cli/main.ts'),
    'run',
    'examples/crawlers/shop.ts',
    '--fresh',
    '--store',
    '.latchkey/demo.db',
  ],
  {
    cwd: here('..'),
    stdio: 'inherit',
    env: { ...process.env, SHOP_URL: site.url, SHOP_PASSWORD: 'lovelace' },
  },
)
// Ctrl-C reaches both: the crawl ends by itself, and this waits for it.
process.on('SIGINT', () => undefined)
const [code] = (await once(latchkey, 'close')) as [number]
process.exitCode = code
