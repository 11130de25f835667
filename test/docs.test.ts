import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import * as latchkey from 'latchkey'
import { expect, test } from 'vitest'

import { compilerSettings, crawlerSource } from '../packages/core/src/cli/crawler/templates.ts'
import { EXIT_CODES } from '../packages/core/src/cli/exit.ts'
import { crawlRules } from '../packages/core/src/engine/crawling/crawl-options.ts'
import { LOG_LINES } from '../packages/core/src/engine/logs/log-lines.ts'
import { CrawlMetrics } from '../packages/core/src/engine/metrics/crawl-metrics.ts'
import { FIELDS } from '../packages/core/src/extract/check/check.ts'
import { sessionRules } from '../packages/core/src/session/check/session-rules.ts'
import { runCommand } from './support/cli.ts'
import { brokenLinks, linksOf, pagesIn, snippetsOf } from './support/docs.ts'

const root = resolve(import.meta.dirname, '..')
const pages = pagesIn(root)

test('every snippet of the README and of docs compiles as it stands', () => {
  const folder = mkdtempSync(join(import.meta.dirname, 'snippets-'))
  try {
    mkdirSync(join(folder, 'crawlers'))
    for (const page of pages) {
      for (const [index, snippet] of snippetsOf(page).entries()) {
        writeFileSync(join(folder, `${page.path.replace('/', '-')}-${index}.ts`), snippet)
        // What other snippets import by its name: the first of that name.
        const name = /^ {2}name: '(\w+)'/m.exec(snippet)?.[1]
        const crawler = join(folder, 'crawlers', `${name}.ts`)
        if (name !== undefined && !existsSync(crawler)) writeFileSync(crawler, snippet)
      }
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

test('every link from page to page leads to a file, and to a heading of it', () => {
  expect(brokenLinks(root)).toEqual([])
  expect(pages.flatMap(linksOf).length).toBeGreaterThan(20)
})

test('the README leads to every page of docs', () => {
  const [readme, ...rest] = pages
  const linked = new Set(readme && linksOf(readme))
  expect(rest.map(({ path }) => path).filter((path) => !linked.has(path))).toEqual([])
})

test('docs have every command and option of the command line, and no other', async () => {
  const table = textOf('docs/command-line.md')
  const options = await optionsOfCommands()
  for (const [command, names] of options) {
    expect(table.includes(`\`latchkey ${command}`), command).toBe(true)
    for (const name of names) expect(table.includes(`\`${name}\``), `${command} ${name}`).toBe(true)
  }
  for (const { path, text } of pages) {
    for (const [line, command = '', rest = ''] of text.matchAll(/(?<=npx |`)latchkey ([a-z]+)([^`#\n]*)/g)) {
      const unknown = (rest.match(/--[a-z-]+/g) ?? []).filter((name) => !options.get(command)?.includes(name))
      expect([options.has(command), ...unknown], `${path}: ${line}`).toEqual([true])
    }
  }
})

test('every benchmark that docs name is there', () => {
  const named = pages.flatMap(({ text }) => [...text.matchAll(/npm run bench -- ([a-z]+)/g)])
  expect(named.length).toBeGreaterThan(5)
  for (const [, name] of named) expect(existsSync(join(root, `bench/${name}.ts`)), name).toBe(true)
})

test('the README has every exit code', () => {
  for (const line of EXIT_CODES.split('\n'))
    expect(textOf('README.md')).toContain(line.trim().replace(/^(\d) +/, '| $1 | '))
})

test('the README and docs show the crawler and the compiler settings that new makes', () => {
  expect(textOf('README.md')).toContain(crawlerSource('books'))
  expect(textOf('docs/crawlers.md')).toContain(compilerSettings)
})

for (const [what, names, path, heading] of [
  ['field of a crawler', FIELDS, 'docs/crawlers.md', '## Every field of a crawler'],
  ['option of a session', Object.keys(sessionRules), 'docs/session.md', '## Every option of a session'],
  ['option of crawl', Object.keys(crawlRules), 'docs/from-code.md', '## Options of `crawl`'],
  ['event of the log', Object.keys(LOG_LINES), 'docs/operating.md', '### Logs'],
  ['metric', new CrawlMetrics().all().map(({ name }) => name), 'docs/operating.md', '### Metrics'],
  ['error', Object.keys(latchkey).filter(isError), 'docs/from-code.md', '## Catch errors'],
] as const) {
  test(`docs have every ${what}`, () => {
    const [, section = ''] = textOf(path).split(`${heading}\n`)
    const [table = ''] = section.split(/^##/m)
    expect([...names].filter((name) => !table.includes(`\`${name}\``))).toEqual([])
  })
}

test('every file that ARCHITECTURE.md names is there', () => {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
  const named = [
    ...text.matchAll(
      /`((?:http|session|frontier|extract|engine|cli|test|examples|bench|packages|docs)\/[\w./-]+)`/g,
    ),
  ]
  expect(named.length).toBeGreaterThan(10)
  for (const [, path = ''] of named) {
    const candidates = [path, `packages/core/src/${path}`, `packages/core/src/${path}.ts`]
    expect(
      candidates.some((candidate) => existsSync(join(root, candidate))),
      path,
    ).toBe(true)
  }
})

function textOf(path: string): string {
  return pages.find((page) => page.path === path)?.text ?? ''
}

function isError(name: string): boolean {
  return name.endsWith('Error')
}

/** The options of each command, as its help has them. */
async function optionsOfCommands(): Promise<Map<string, string[]>> {
  const { stdout } = await runCommand(['--help'])
  const commands = [...stdout.matchAll(/^ {2}([a-z]+) (?:\[options\]|<)/gm)].map((match) => match[1] ?? '')
  expect(commands.length).toBeGreaterThanOrEqual(5)
  const options = new Map<string, string[]>()
  for (const command of commands) {
    const help = await runCommand([command, '--help'])
    options.set(
      command,
      [...help.stdout.matchAll(/^ {2}(--[a-z-]+)/gm)].map((match) => match[1] ?? ''),
    )
  }
  return options
}
