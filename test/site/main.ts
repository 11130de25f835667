import { readFlags } from './flags.ts'
import { startSite } from './site.ts'

const site = await startSite(readFlags(process.argv.slice(2)))
process.stdout.write(`listening on ${site.url}\n`)
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void site.close())
