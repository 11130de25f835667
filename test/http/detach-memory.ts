import { defineCrawler } from '../../packages/core/src/extract/definition.ts'
import { judgeLink } from '../../packages/core/src/extract/follow/judge-link.ts'
import { planOf } from '../../packages/core/src/extract/plan.ts'
import { detach } from '../../packages/core/src/http/detach.ts'
import { loadHtml } from '../../packages/core/src/http/html.ts'

// Run with --expose-gc: prints the bytes that one record keeps alive, as a page gives it and detached, and one link.
const RECORDS = 100
const REST = '<p>and so on</p>'.repeat(6250)

function recordOf(number: number) {
  const page = Buffer.from(`<h1>A title of more than thirteen characters ${number}</h1>${REST}`).toString()
  const $ = loadHtml(page, { parser: 'fast' })
  return { title: $('h1').text(), list: [$('h1').text()] }
}

const plan = planOf(defineCrawler({ name: 'links', start: 'https://shop.example', routes: { page() {} } }))

function linkOf(number: number) {
  const page = Buffer.from(`<a href="https://shop.example/products/${number}">one</a>${REST}`).toString()
  const href = loadHtml(page, { parser: 'fast' })('a').attr('href') ?? ''
  return judgeLink(plan, href, URL.parse(href), 'page')
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
process.stdout.write(JSON.stringify({ kept, detached, link: heldBy(linkOf) }))
