import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { expect, test } from 'vitest'

import { crawlerSource } from '../packages/core/src/cli/crawler/templates.ts'
import { EXIT_CODES } from '../packages/core/src/cli/exit.ts'
import { FIELDS } from '../packages/core/src/extract/check/check.ts'
import { runCommand } from './support/cli.ts'

const root = resolve(import.meta.dirname, '..')
const readme = readFileSync(join(root, 'README.md'), 'utf8')

test('every snippet of the README compiles as it stands', () => {
  const snippets = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '')
  expect(snippets.length).toBeGreaterThan(2)
  const folder = mkdtempSync(join(import.meta.dirname, 'snippets-'))
  try {
    mkdirSync(join(folder, 'crawlers'))
    for (const [index, snippet] of snippets.entries()) {
      writeFileSync(join(folder, `${index}.ts`), snippet)
      // What other snippets import by its name.
      const name = /^ {2}name: '(\w+)'/m.exec(snippet)?.[1]
      if (name !== undefined) writeFileSync(join(folder, 'crawlers', `${name}.ts`), snippet)
    }
    const config = { extends: join(root, 'tsconfig.base.json'), include: ['**/*.ts'] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    execFileSync(join(root, 'node_modules/.bin/tsc'), ['--project', folder, '--pretty', 'false'], {
      stdio: 'pipe',
    })
  } catch (error) {
    expect.fail(String((error as { stdout?: Buffer }).stdout ?? error))
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the README has every command and option of the command line, and every exit code', async () => {
  const { stdout } = await runCommand(['--help'])
  const commands = [...stdout.matchAll(/^ {2}([a-z]+) (?:\[options\]|<)/gm)].map((match) => match[1] ?? '')
  expect(commands.length).toBeGreaterThanOrEqual(5)
  for (const command of commands) {
    expect(readme.includes(`\`latchkey ${command}`), command).toBe(true)
    const help = await runCommand([command, '--help'])
    for (const [, option] of help.stdout.matchAll(/^ {2}(--[a-z-]+)/gm))
      expect(readme.includes(`\`${option}\``), `${command} ${option}`).toBe(true)
  }
  for (const line of EXIT_CODES.split('\n'))
    expect(readme.includes(line.trim().replace(/^(\d) +/, '| $1 | ')), line).toBe(true)
})

test('the README shows the crawler that new makes', () => {
  expect(readme).toContain(crawlerSource('books'))
})

test('the README has every field of a crawler', () => {
  const [, section = ''] = /## Every field of a crawler\n([\s\S]*?)\n## /.exec(readme) ?? []
  expect([...FIELDS].filter((field) => !section.includes(`\`${field}\``))).toEqual([])
})

test('every file that ARCHITECTURE.md names is there', () => {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
  const named = [
    ...text.matchAll(
      /`((?:http|session|frontier|extract|engine|cli|test|examples|bench|packages)\/[\w./-]+)`/g,
    ),
  ]
  expect(named.length).toBeGreaterThan(10)
  for (const [, path = ''] of named) {
    const candidates = [path, `packages/core/src/${path}`, `packages/core/src/${path}.ts`]
    expect(candidates.some(exists), path).toBe(true)
  }
})

function exists(path: string): boolean {
  try {
    readFileSync(join(root, path))
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EISDIR'
  }
}
