import { randomBytes } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'

import { Archive, Response, SqliteStore } from 'latchkey'
import { expect, test } from 'vitest'

import { makeLink } from '../../packages/core/src/frontier/link.ts'
import type { Link } from '../../packages/core/src/frontier/store.ts'
import { temporaryFolder } from '../support/folder.ts'

const SITE = 'http://shop.example'
const TEMPLATE = `<html><head>${'<link rel="stylesheet" href="/style.css">'.repeat(400)}</head>`

test('a response is read back as it was kept: its head, its redirects, every byte of its body', async () => {
  await using archive = new Archive(':memory:')
  const run = archive.open(runOf(1))
  const body = randomBytes(5_000)
  const kept = new Response({
    url: `${SITE}/b`,
    requestUrl: `${SITE}/a`,
    method: 'POST',
    status: 206,
    statusText: 'Partial',
    headers: [
      ['Content-Type', 'text/html; charset=koi8-r'],
      ['X-Two', '1'],
      ['X-Two', '2'],
    ],
    body,
    rawBytes: 17,
    flags: ['truncated-encoding'],
    lenient: true,
  })
  await run.keep(page('/a'), kept)
  const read = run.read(page('/a'))
  expect(Buffer.from(read.body).equals(body)).toBe(true)
  for (const field of ['method', 'status', 'statusText', 'flags', 'lenient', 'history', 'bytes'] as const)
    expect(read[field]).toEqual(kept[field])
  expect([read.url.href, read.requestUrl.href, [...read.headers]]).toEqual([
    kept.url.href,
    kept.requestUrl.href,
    [...kept.headers],
  ])
})

test('a body that comes again takes no room, and one made of the same template hardly any', async () => {
  await using archive = new Archive(':memory:')
  const run = archive.open(runOf(1))
  const text = randomBytes(40_000).toString('base64')
  await run.keep(page('/0'), html(text))
  const first = archive.bytes
  for (let number = 1; number <= 20; number++) await run.keep(page(`/same/${number}`), html(text))
  const same = archive.bytes - first
  for (let number = 1; number <= 20; number++)
    await run.keep(page(`/alike/${number}`), html(`${text}, number ${number}`))
  const alike = archive.bytes - first - same
  expect(first).toBeGreaterThan(40_000)
  expect(same).toBeLessThan(20_000)
  expect(alike).toBeLessThan(30_000)
  expect(run.read(page('/alike/20')).text).toBe(`${text}, number 20`)
})

test('a page that is fetched again takes the place of what was kept of it', async () => {
  await using archive = new Archive(':memory:')
  const run = archive.open(runOf(1))
  const before = archive.bytes
  for (let time = 1; time <= 30; time++)
    await run.keep(page('/'), html(`${randomBytes(20_000).toString('base64')} ${time}`))
  expect(run.size).toBe(1)
  expect(run.read(page('/')).text).toMatch(/ 30$/)
  expect(archive.bytes - before).toBeLessThan(60_000)
})

test('at its limit the oldest responses make room, of whatever run, and the newest is always there', async () => {
  await using folder = await temporaryFolder()
  const file = folder.file('latchkey.archive')
  await using archive = new Archive(file, { maxBytes: 1_000_000 })
  const [old, young] = [archive.open(runOf(1)), archive.open(runOf(2))]
  for (let number = 0; number < 40; number++)
    await old.keep(page(`/${number}`), html(TEMPLATE + noise(15_000)))
  for (let number = 0; number < 60; number++) {
    await young.keep(page(`/${number}`), html(TEMPLATE + noise(15_000)))
    expect(archive.bytes).toBeLessThanOrEqual(1_000_000)
    expect(young.has(page(`/${number}`))).toBe(true)
  }
  expect([old.size, old.dropped]).toEqual([0, 40])
  expect(young.dropped).toBeGreaterThan(0)
  expect(young.size).toBe(60 - young.dropped)
  // What is left is the youngest, without a gap, and every dictionary is still there.
  for (let number = 0; number < 60; number++) {
    expect(young.has(page(`/${number}`)), String(number)).toBe(number >= young.dropped)
    if (number >= young.dropped) expect(young.read(page(`/${number}`)).text).toContain(TEMPLATE)
  }
  expect(() => young.read(page('/0'))).toThrow(/\d+ of its responses made room for others at 1 MB/)
  await archive.close()
  expect((await stat(file)).size).toBeLessThan(1_100_000)
})

test('a damaged page fails alone, naming the file and the mend', async () => {
  await using folder = await temporaryFolder()
  const file = folder.file('latchkey.archive')
  const archive = new Archive(file)
  const run = archive.open(runOf(1))
  await run.keep(page('/whole'), html('whole'))
  await run.keep(page('/damaged'), html(noise(3_000)))
  await archive.close()
  const database = new DatabaseSync(file)
  database.exec(`UPDATE body SET packed = zeroblob(length(packed)) WHERE size > 1000`)
  database.close()

  await using again = new Archive(file)
  const read = again.find('shop')
  expect(read.read(page('/whole')).text).toBe('whole')
  const problem = expect.objectContaining({
    code: 'ARCHIVE_DAMAGED',
    message: `GET ${SITE}/: what the archive ${file} has of it is damaged: bring the file back from a backup, or record the page again with \`latchkey run <crawler> --fresh --archive\``,
  })
  expect(() => read.read(page('/damaged'))).toThrow(problem as Error)
})

test('an archive whose file is damaged is refused, naming the file and the mend', async () => {
  await using folder = await temporaryFolder()
  const file = folder.file('latchkey.archive')
  const archive = new Archive(file)
  const run = archive.open(runOf(1))
  for (let number = 0; number < 20; number++) await run.keep(page(`/${number}`), html(noise(3_000)))
  await archive.close()
  const bytes = await readFile(file)
  await writeFile(file, bytes.fill(0x2a, 4_096, 40_960))
  const readAll = async () => {
    await using again = new Archive(file)
    return [...again.find('shop').responses()]
  }
  await expect(readAll()).rejects.toThrow(/is damaged \(.*latchkey\.archive\): restore it from a backup/)
})

test('a file that is no archive is refused, and so is a limit that holds nothing', async () => {
  await using folder = await temporaryFolder()
  const file = folder.file('latchkey.db')
  await new SqliteStore(file).close()
  expect(() => new Archive(file)).toThrow(/another program.*latchkey\.db/)
  expect(() => new Archive(folder.file('latchkey.archive'), { maxBytes: 1 })).toThrow(
    'give 1,000,000 bytes or more',
  )
})

test('the file is readable by its user only', async () => {
  await using folder = await temporaryFolder()
  const file = folder.file('latchkey.archive')
  await new Archive(file).close()
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

function runOf(id: number): { crawler: string; id: number; startedAt: Date } {
  return { crawler: 'shop', id, startedAt: new Date(id) }
}

function page(path: string): Link {
  return makeLink({ url: SITE + path, route: 'page', depth: 0 })
}

function html(text: string): Response {
  return new Response({ url: SITE, headers: { 'content-type': 'text/html; charset=utf-8' }, body: text })
}

/** What no compression makes smaller than three quarters. */
function noise(size: number): string {
  return randomBytes(size).toString('base64')
}
