/** `npm run bench`: every benchmark of this folder, one after the other; `npm run bench -- store` for one of them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'

const [wanted] = process.argv.slice(2)
const all = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.ts') && file !== 'run.ts')
const chosen = wanted === undefined ? all : all.filter((file) => file === `${wanted}.ts`)
if (chosen.length === 0) console.error(`there is no benchmark ${wanted}: choose one of ${all.join(', ')}`)

for (const file of chosen) {
  console.log(`\n# bench/${file}`)
  const [code] = await once(
    spawn(process.execPath, [resolve(import.meta.dirname, file)], { stdio: 'inherit' }),
    'close',
  )
  if (code !== 0) process.exitCode = 1
}
