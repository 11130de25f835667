import { detach } from '../../packages/core/src/http/detach.ts'
import { loadHtml } from '../../packages/core/src/http/html.ts'

// Run with --expose-gc: prints the bytes that one record keeps alive, as a page gives it and detached.
const RECORDS = 100
const REST = '<p>and so on</p>'.repeat(6250)

function recordOf(number: number) {
  const page = Buffer.from(`<h1>A title of more than thirteen characters ${number}</h1>${REST}`).toString()
  const $ = loadHtml(page, { parser: 'fast' })
  return { title: $('h1').text(), list: [$('h1').text()] }
}

function heldBy(make: (number: number) => unknown): number {
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  const records = Array.from({ length: RECORDS }, (_, number) => make(number))
  globalThis.gc?.()
  return (process.memoryUsage().heapUsed - before) / records.length
}

// The first round pays for what is compiled and cached.
heldBy(recordOf)
const kept = heldBy(recordOf)
const detached = heldBy((number) => detach(recordOf(number)))
process.stdout.write(JSON.stringify({ kept, detached }))
