import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { SqliteStore } from '../../packages/core/src/frontier/sqlite/sqlite-store.ts'
import { link, visit } from './samples.ts'
import { temporaryFile } from './temporary-file.ts'

let file: ReturnType<typeof temporaryFile>
beforeEach(() => {
  file = temporaryFile()
})
afterEach(() => file[Symbol.dispose]())

const NOBODY = 65_534

describe('SqliteStore', () => {
  test('makes its file readable by this user only, and the side files too', async () => {
    const store = new SqliteStore(file.path)
    await store.saveSession('shop', '', new Uint8Array([1]))
    for (const suffix of ['', '-wal', '-shm']) expect(statSync(file.path + suffix).mode & 0o777).toBe(0o600)
    await store.close()
  })

  test('leaves one file when it is closed', async () => {
    const store = new SqliteStore(file.path)
    await store.saveSession('shop', '', new Uint8Array([1]))
    await store.close()
    await store.close()
    expect(existsSync(`${file.path}-wal`)).toBe(false)
  })

  test('keeps the mode of a file that is there', async () => {
    writeFileSync(file.path, '', { mode: 0o640 })
    chmodSync(file.path, 0o640)
    await new SqliteStore(file.path).close()
    expect(statSync(file.path).mode & 0o777).toBe(0o640)
  })

  test('takes :memory:, which is kept nowhere', async () => {
    const store = new SqliteStore(':memory:')
    const run = await store.open('shop')
    await run.enqueue([link('/a')])
    await visit(run)
    await run.end('done')
    expect(await run.counts()).toEqual(await run.audit())
    await store.close()
    expect(existsSync(':memory:')).toBe(false)
  })

  test('takes a path that looks like a URI as a path', async () => {
    const odd = join(dirname(file.path), 'file:crawl.db?mode=ro')
    await new SqliteStore(odd).close()
    expect(existsSync(odd)).toBe(true)
  })

  test('is refused after close()', async () => {
    const store = new SqliteStore(file.path)
    await store.close()
    await expect(store.open('shop')).rejects.toMatchObject({ name: 'StoreError', code: 'CLOSED' })
    await expect(store.runs()).rejects.toMatchObject({ code: 'CLOSED' })
    await expect(store.saveSession('shop', '', undefined)).rejects.toMatchObject({ code: 'CLOSED' })
  })
})

describe('a file that cannot be a store is refused with its remedy:', () => {
  test('in a folder that does not exist', () => {
    refused(join(file.path, 'nowhere', 'crawl.db'), 'NO_FOLDER', 'mkdir -p')
    expect(existsSync(file.path)).toBe(false)
  })

  test('a folder', () => {
    refused(dirname(file.path), 'NOT_A_FILE', 'name a file')
  })

  test('an SQLite database of another program', () => {
    const other = new DatabaseSync(file.path)
    other.exec('CREATE TABLE notes (text); PRAGMA user_version = 1')
    other.close()
    const before = readFileSync(file.path)
    refused(file.path, 'NOT_A_STORE', 'another file')
    expect(readFileSync(file.path)).toEqual(before)
  })

  test('not SQLite at all', () => {
    const text = 'name,price\n'.repeat(1000)
    writeFileSync(file.path, text)
    refused(file.path, 'NOT_SQLITE', 'another file')
    expect(readFileSync(file.path, 'utf8')).toBe(text)
  })

  test('of a newer version', async () => {
    await storeWithVersion(99)
    refused(file.path, 'NEWER_VERSION', 'npm install latchkey@latest')
  })

  test('of an older version', async () => {
    await storeWithVersion(0)
    refused(file.path, 'OLDER_VERSION', 'version that wrote it')
  })

  test('damaged: cut off', async () => {
    await new SqliteStore(file.path).close()
    truncateSync(file.path, 8192)
    refused(file.path, 'DAMAGED', '.recover')
  })

  test('damaged: overwritten in the middle', async () => {
    const store = new SqliteStore(file.path)
    const run = await store.open('shop')
    await run.enqueue(Array.from({ length: 2000 }, (_, index) => link(`/${index}`)))
    await store.close()
    const bytes = readFileSync(file.path)
    writeFileSync(file.path, bytes.fill(0xaa, 4096, bytes.length))
    const attempt = async () => {
      const again = new SqliteStore(file.path)
      try {
        await (await again.open('shop')).audit()
      } finally {
        await again.close()
      }
    }
    await expect(attempt()).rejects.toMatchObject({ name: 'StoreError', code: 'DAMAGED' })
  })

  test('read-only', async () => {
    await new SqliteStore(file.path).close()
    chmodSync(dirname(file.path), 0o777)
    chmodSync(file.path, 0o444)
    expect(openAsNobody(file.path)).toMatchObject({
      code: 'READ_ONLY',
      message: expect.stringContaining('chmod u+w'),
    })
  })

  test('that may not be read', async () => {
    await new SqliteStore(file.path).close()
    chmodSync(dirname(file.path), 0o777)
    chmodSync(file.path, 0)
    expect(openAsNobody(file.path)).toMatchObject({ code: 'PERMISSION' })
  })

  test('in a folder that may not be written, whether it is there or not', async () => {
    const folder = dirname(file.path)
    chmodSync(folder, 0o555)
    expect(openAsNobody(file.path)).toMatchObject({ code: 'PERMISSION' })
    await new SqliteStore(file.path).close()
    chmodSync(file.path, 0o666)
    expect(openAsNobody(file.path)).toMatchObject({
      code: 'PERMISSION',
      message: expect.stringContaining(folder),
    })
  })

  test('locked by another program, after five seconds', async () => {
    const store = new SqliteStore(file.path)
    const other = new DatabaseSync(file.path)
    other.exec('BEGIN IMMEDIATE')
    const started = performance.now()
    await expect(store.open('shop')).rejects.toMatchObject({ name: 'StoreError', code: 'LOCKED' })
    expect(performance.now() - started).toBeGreaterThan(4000)
    other.exec('ROLLBACK')
    await expect(store.open('shop')).resolves.toMatchObject({ resumed: false })
    other.close()
    await store.close()
  })
})

test('what is committed waits while another program has the file locked for a moment, and the process goes on', async () => {
  await using store = new SqliteStore(file.path)
  const run = await store.open('shop')
  const other = new DatabaseSync(file.path)
  other.exec('BEGIN IMMEDIATE')
  // A process that only waited for the lock would not get here.
  setTimeout(() => other.close(), 300)
  await Promise.all(Array.from({ length: 50 }, (_, index) => run.enqueue([link(`/${index}`)])))
  expect(await run.counts()).toMatchObject({ waiting: 50 })
})

function refused(path: string, code: string, remedy: string): void {
  const open = () => new SqliteStore(path)
  expect(open).toThrow(expect.objectContaining({ name: 'StoreError', code }))
  expect(open).toThrow(path)
  expect(open).toThrow(remedy)
}

/** Opens a store in a process that has no more rights than the file gives to everybody. */
function openAsNobody(path: string): { code: string; message: string } {
  const script = `
    import { SqliteStore } from ${JSON.stringify(import.meta.resolve('../../packages/core/src/frontier/sqlite/sqlite-store.ts'))}
    if (process.getuid() === 0) process.setuid(${NOBODY})
    try { new SqliteStore(${JSON.stringify(path)}); console.log('{}') }
    catch ({ code, message }) { console.log(JSON.stringify({ code, message })) }`
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  })
  const outcome: { code: string; message: string } = JSON.parse(output)
  return outcome
}

async function storeWithVersion(version: number): Promise<void> {
  await new SqliteStore(file.path).close()
  const other = new DatabaseSync(file.path)
  other.exec(`PRAGMA user_version = ${version}`)
  other.close()
}
