import { once } from 'node:events'
import { hostname } from 'node:os'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { SqliteStore } from '../../packages/core/src/frontier/sqlite/sqlite-store.ts'
import { claimOne, link, linkOn, page, record, SITE, UNAVAILABLE } from './samples.ts'
import { kill, nextMessage, startChild } from './start-child.ts'
import { temporaryFile } from './temporary-file.ts'

const OTHER_SITE = 'https://books.example'

let file: ReturnType<typeof temporaryFile>
let store: SqliteStore
beforeEach(() => {
  file = temporaryFile()
  store = new SqliteStore(file.path)
})
afterEach(async () => {
  await store.close()
  file[Symbol.dispose]()
})

describe('a run that another process crawls', () => {
  test('is refused, with the process, since when, and the remedy', async () => {
    await using child = startChild('hold', file.path, 'shop')
    await nextMessage(child)
    const refusal = await store.open('shop').catch((error: unknown) => error)
    expect(refusal).toMatchObject({ name: 'StoreError', code: 'OWNED' })
    const message = String(refusal)
    expect(message).toContain(`process ${child.pid} on ${hostname()} since 20`)
    expect(message).toContain(file.path)
    expect(message).toContain('latchkey stop shop')
    await expect(store.open('shop', 'fresh')).rejects.toMatchObject({ code: 'OWNED' })
  })

  test('is refused while the process is stopped, for it may go on', async () => {
    await using child = startChild('hold', file.path, 'shop')
    await nextMessage(child)
    child.kill('SIGSTOP')
    await expect(store.open('shop')).rejects.toMatchObject({ code: 'OWNED' })
  })

  test('is taken over at once when the process was killed', async () => {
    await using child = startChild('hold', file.path, 'shop')
    await nextMessage(child)
    await kill(child)
    const run = await store.open('shop')
    expect(run.resumed).toBe(true)
    expect(await run.claim(SITE, 5)).toHaveLength(1)
  })

  test('leaves another crawler of the same file to this one', async () => {
    await using child = startChild('hold', file.path, 'shop')
    await nextMessage(child)
    await expect(store.open('books')).resolves.toMatchObject({ resumed: false })
  })
})

describe('an owner of this machine', () => {
  test('is dead when the machine has started again since', async () => {
    await store.open('shop')
    pretend({ boot: 'another' })
    await expect(openElsewhere()).resolves.toMatchObject({ resumed: true })
  })

  test('is dead when its pid is another process now', async () => {
    await store.open('shop')
    pretend({ started: 'long ago' })
    await expect(openElsewhere()).resolves.toMatchObject({ resumed: true })
  })

  test('is alive as another thread of this process', async () => {
    await store.open('shop')
    pretend({ thread: 99, token: 'of the thread' })
    await expect(openElsewhere()).rejects.toMatchObject({ code: 'OWNED' })
  })
})

describe('an owner on another host', () => {
  test('counts as alive, and the message says how to take over', async () => {
    await store.open('shop')
    pretend({ host: 'elsewhere' })
    await expect(openElsewhere()).rejects.toThrow(/on elsewhere .*takeOver: true/)
  })

  test('is replaced with takeOver', async () => {
    await store.open('shop')
    pretend({ host: 'elsewhere' })
    await expect(openElsewhere({ takeOver: true })).resolves.toMatchObject({ resumed: true })
  })
})

test('takeOver does not touch an owner that is known to live', async () => {
  await store.open('shop')
  await expect(openElsewhere({ takeOver: true })).rejects.toMatchObject({ code: 'OWNED' })
})

describe('an owner that was replaced and lives after all', () => {
  test('can change nothing any more', async () => {
    const zombie = await store.open('shop')
    await zombie.enqueue([link('/a'), link('/b'), linkOn(OTHER_SITE, '/a')])
    const [a, b] = await zombie.claim(SITE, 2)
    if (!a || !b) throw new Error('nothing to claim')
    pretend({ started: 'long ago' })
    const owner = await openElsewhere()
    const before = await owner.counts()

    const attempts = [
      zombie.commit(page(a, { links: [link('/c')], records: [record('1')], session: Buffer.from('x') })),
      zombie.fail(b, UNAVAILABLE),
      zombie.fail(b, UNAVAILABLE, new Date()),
      zombie.skip(b, 'robots.txt'),
      zombie.enqueue([link('/d')]),
      zombie.prove('', 9e12),
      zombie.doubt(''),
      zombie.redo([link('/a').key]),
      zombie.claim(SITE, 1),
      zombie.claim(OTHER_SITE, 1),
      zombie.end('done'),
    ]
    for (const attempt of attempts) {
      await expect(attempt).rejects.toMatchObject({ name: 'StoreError', code: 'LOST' })
    }
    expect(await owner.audit()).toEqual(before)
    expect(await store.session('shop', '')).toBeUndefined()

    await owner.commit(page(await claimOne(owner)))
    await zombie.close()
    await expect(store.open('shop')).rejects.toMatchObject({ code: 'OWNED' })
    expect((await owner.counts()).done).toBe(1)
  })

  test('is refused even when the new owner is done with the run', async () => {
    const zombie = await store.open('shop')
    await zombie.enqueue([link('/a')])
    const request = await claimOne(zombie)
    pretend({ started: 'long ago' })
    await (await openElsewhere()).close()
    await expect(zombie.commit(page(request))).rejects.toMatchObject({ code: 'LOST' })
  })

  test('is refused in a run that was abandoned', async () => {
    const zombie = await store.open('shop')
    await zombie.enqueue([link('/a')])
    const request = await claimOne(zombie)
    pretend({ started: 'long ago' })
    const owner = await openElsewhere({}, 'fresh')
    expect(owner.id).not.toBe(zombie.id)
    await expect(zombie.commit(page(request))).rejects.toMatchObject({ code: 'LOST' })
  })
})

test('processes that crawl different crawlers in one new file do not disturb each other', async () => {
  using fresh = temporaryFile()
  const crawlers = ['shop', 'books', 'news', 'jobs', 'homes']
  const children = crawlers.map((crawler) => startChild('crawl', fresh.path, crawler, '100'))
  const codes = await Promise.all(children.map((child) => once(child, 'exit')))
  expect(codes).toEqual(crawlers.map(() => [0, null]))
  const result = new SqliteStore(fresh.path)
  for (const crawler of crawlers) {
    const run = await result.open(crawler)
    expect(await run.counts()).toMatchObject({ records: { page: (await run.counts()).done } })
    expect((await run.counts()).done).toBeGreaterThanOrEqual(100)
    expect(await run.audit()).toEqual(await run.counts())
  }
  await result.close()
})

const others: SqliteStore[] = []
afterEach(async () => {
  for (const other of others.splice(0)) await other.close()
})

/** Opens the run by a store of its own. */
async function openElsewhere(options: { takeOver?: boolean } = {}, mode?: 'fresh') {
  const other = new SqliteStore(file.path, options)
  others.push(other)
  return other.open('shop', mode)
}

/** Changes what the file says about the owner. */
function pretend(change: { [field: string]: unknown }): void {
  const database = new DatabaseSync(file.path)
  database.prepare('UPDATE owner SET identity = json_patch(identity, ?)').run(JSON.stringify(change))
  database.close()
}
