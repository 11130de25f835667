import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { resolve } from 'node:path'

import { crawl, serveMetrics, SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'

import { expose } from '../../packages/core/src/engine/metrics/exposition.ts'
import { closedPort } from '../session/transport/raw-server.ts'
import { startSite } from '../site/index.ts'
import { runCommand, startCommand } from '../support/cli.ts'
import { productCrawler } from '../support/crawlers/shop.ts'
import { temporaryFolder } from '../support/folder.ts'

const KILL = resolve(import.meta.dirname, '../support/crawlers/kill-crawler.ts')

test('metrics tell what a crawl has done, in the format of Prometheus', async () => {
  await using site = await startSite({ products: 30 })
  await using store = new SqliteStore(':memory:')
  await using metrics = await serveMetrics(0)
  const start = [
    `${site.url}/products`,
    `${site.url}/faults/status/404`,
    `${site.url}/faults/heals/m?after=1`,
  ]
  const report = await crawl(productCrawler(site.url, { start }), { store })

  const answer = await fetch(metrics.url)
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  const { types, values } = parse(await answer.text())
  const crawler = 'crawler="products"'
  expect(values).toMatchObject({
    [`latchkey_pages_total{${crawler},outcome="done"}`]: report.done,
    [`latchkey_pages_total{${crawler},outcome="failed"}`]: 1,
    [`latchkey_failures_total{${crawler},error="StatusError"}`]: 2,
    [`latchkey_retries_total{${crawler}}`]: 1,
    [`latchkey_records_total{${crawler}}`]: 30,
    [`latchkey_response_bytes_total{${crawler}}`]: report.bytes,
    [`latchkey_runs_total{${crawler},reason="finished"}`]: 1,
    [`latchkey_requests{${crawler},state="waiting"}`]: 0,
    [`latchkey_requests{${crawler},state="done"}`]: report.done,
    [`latchkey_request_duration_seconds_count{${crawler}}`]: report.done,
    [`latchkey_request_duration_seconds_bucket{${crawler},le="+Inf"}`]: report.done,
  })
  expect(values['process_resident_memory_bytes']).toBeGreaterThan(1e7)
  expect(types).toMatchObject({
    latchkey_pages_total: 'counter',
    latchkey_requests: 'gauge',
    latchkey_request_duration_seconds: 'histogram',
    process_cpu_seconds_total: 'counter',
  })
  const buckets = Object.entries(values).filter(([name]) => name.includes('_bucket{'))
  expect(buckets.map(([, value]) => value)).toEqual(
    buckets.map(([, value]) => value).toSorted((a, b) => a - b),
  )
})

test('a run that ends while it is held holds nothing any more', async () => {
  await using site = await startSite({ products: 30, latency: 200 })
  await using store = new SqliteStore(':memory:')
  await using metrics = await serveMetrics(0)
  const held = async () =>
    parse(await (await fetch(metrics.url)).text()).values['latchkey_held{crawler="products",reason="paused"}']
  const stop = new AbortController()
  const crawling = crawl(productCrawler(site.url), { store, signal: stop.signal })
  await expect.poll(() => site.requests).toBeGreaterThan(0)
  await store.ask('products', 'pause')
  await expect.poll(held, { timeout: 5_000 }).toBe(1)
  stop.abort()
  expect(await crawling).toMatchObject({ reason: 'stopped' })
  expect(await held()).toBe(0)
})

test('a label may hold anything', async () => {
  const labels = { error: 'a "quoted" \\ name\nof two lines' }
  const text = await expose([
    { name: 'odd', type: 'gauge', help: 'Two\nlines.', samples: () => [{ labels, value: Infinity }] },
  ])
  expect(text).toBe(String.raw`# HELP odd Two\nlines.
# TYPE odd gauge
odd{error="a \"quoted\" \\ name\nof two lines"} +Inf
`)
})

test('run --metrics serves the metrics to this machine while it crawls, and closes the port with the run', async () => {
  await using site = await startSite({ products: 200, latency: 20 })
  await using folder = await temporaryFolder()
  const port = await closedPort()
  const words = ['run', KILL, '--metrics', String(port)]
  const command = startCommand(words, { cwd: folder.path, env: { SITE_URL: site.url } })
  await expect.poll(() => site.requests, { timeout: 10_000 }).toBeGreaterThan(20)
  const { values } = parse(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text())
  expect(values['latchkey_pages_total{crawler="products",outcome="done"}']).toBeGreaterThan(0)
  expect(values['latchkey_requests{crawler="products",state="waiting"}']).toBeGreaterThan(0)
  const other = Object.assign(new URL(`http://127.0.0.2:${port}/metrics`))
  await expect(fetch(other)).rejects.toThrow()
  expect(await command.result).toMatchObject({ code: 0 })
  await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow()
})

test('a port that another program uses is wrong usage, and nothing is crawled', async () => {
  await using folder = await temporaryFolder()
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const words = ['run', KILL, '--metrics', String(port)]
  expect(
    await runCommand(words, { cwd: folder.path, env: { SITE_URL: 'http://127.0.0.1:1' } }),
  ).toMatchObject({
    code: 2,
    stdout: '',
    stderr: `latchkey: metrics cannot be served on port ${port}: another program uses it; name another\n`,
  })
  server.close()
})

/** Reads the text format by its grammar, and refuses what does not follow it. */
function parse(text: string) {
  const types: { [name: string]: string } = {}
  const values: { [series: string]: number } = {}
  expect(text.endsWith('\n')).toBe(true)
  for (const line of text.trimEnd().split('\n')) {
    const comment = /^# (?<kind>HELP|TYPE) (?<name>[a-zA-Z_:][\w:]*) (?<rest>.+)$/.exec(line)?.groups
    if (comment?.['kind'] === 'TYPE') types[comment['name']!] = comment['rest']!
    if (comment) continue
    const sample =
      /^(?<series>(?<name>[a-zA-Z_:][\w:]*)(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*"(?:,(?!\}))?)*\})?) (?<value>\S+)$/.exec(
        line,
      )?.groups
    expect(sample, line).toBeDefined()
    const { series = '', name = '', value } = sample ?? {}
    expect(types, `${line} has a type before it`).toHaveProperty(name.replace(/_(?:bucket|sum|count)$/, ''))
    expect(values, `${line} comes once`).not.toHaveProperty([series])
    values[series] = Number(value)
    expect(values[series]).not.toBeNaN()
  }
  return { types, values }
}
