import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

/** What the compiler says of the file once the expectations are taken out, by line. */
function complaints(source: string): Map<number, string> {
  const folder = mkdtempSync(join(import.meta.dirname, 'compiled-'))
  try {
    writeFileSync(join(folder, 'mistakes.ts'), source.replaceAll('@ts-expect-error', ''))
    const config = { extends: join(root, 'tsconfig.base.json'), files: ['mistakes.ts'] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    execFileSync(join(root, 'node_modules/.bin/tsc'), ['--project', folder, '--pretty', 'false'], {
      stdio: 'pipe',
    })
    return new Map()
  } catch (error) {
    const output = String((error as { stdout: Buffer }).stdout)
    const found = new Map<number, string>()
    for (const part of output.split(/\n(?=\S)/)) {
      const line = Number(/mistakes\.ts\((\d+),/.exec(part)?.[1])
      if (line) found.set(line, `${found.get(line) ?? ''}${part}\n`)
    }
    return found
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test.each([
  ['a crawler', 'mistakes.ts'],
  ['the use of a session', 'session-mistakes.ts'],
])('each mistake in %s is a compiler error that a person understands', (_what, file) => {
  const source = readFileSync(join(import.meta.dirname, file), 'utf8')
  const found = complaints(source)
  const expected = source.split('\n').flatMap((text, index) => {
    const message = /@ts-expect-error (.*)/.exec(text)?.[1]
    return message === undefined ? [] : [{ line: index + 2, message }]
  })
  expect(expected.length).toBeGreaterThan(10)
  for (const { line, message } of expected) expect(found.get(line), `line ${line}`).toContain(message)
})
