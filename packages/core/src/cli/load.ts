import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

import { DefinitionError } from '../errors.ts'
import { checkCrawler } from '../extract/check/check.ts'
import type { Crawler } from '../extract/definition.ts'
import { didYouMean } from '../session/check/nearest.ts'
import { askForSecrets } from '../session/secret.ts'
import { askSecret } from './ask-secret.ts'

/** A crawler and the file it was read from. */
export interface LoadedCrawler {
  readonly crawler: Crawler
  readonly file: string
}

const FOLDER = 'crawlers'
const SOURCE = /(?<!\.d|\.test)\.(?:[cm]?[jt]s)$/

/**
 * Reads a crawler from a file, or by its name from `./crawlers` or `@latchkey/crawlers`. Secrets that it then lacks are
 * asked for at a terminal.
 *
 * @throws {DefinitionError} when there is none, or it is no crawler.
 */
export async function loadCrawler(name: string): Promise<LoadedCrawler> {
  const file = fileOf(name)
  if (!file)
    throw new DefinitionError(
      `there is no crawler ${JSON.stringify(name)} in ./${FOLDER} or @latchkey/crawlers${didYouMean(name, namesIn(FOLDER))}`,
    )
  if (!existsSync(file)) {
    const folder = dirname(file)
    const guess = didYouMean(basename(file), filesIn(folder))
    throw new DefinitionError(
      `there is no file ${name}${guess || (existsSync(folder) ? '' : `, nor the folder ${folder}`)}`,
    )
  }
  if (process.stdin.isTTY && process.stderr.isTTY) askForSecrets(askSecret)
  return { crawler: await importCrawler(file), file }
}

/**
 * Every crawler of a folder.
 *
 * @throws {DefinitionError} when one is no crawler, or two have one name.
 */
export async function loadFolder(folder: string): Promise<LoadedCrawler[]> {
  if (!existsSync(folder))
    throw new DefinitionError(
      `there is no folder ${folder}: name the one with your crawlers, or make one with \`latchkey new <name>\``,
    )
  const loaded: LoadedCrawler[] = []
  for (const entry of filesIn(folder)) {
    const file = resolve(folder, entry)
    const crawler = await importCrawler(file)
    const twin = loaded.find((other) => other.crawler.name === crawler.name)
    if (twin)
      throw new DefinitionError(
        `${twin.file} and ${file} are both named ${JSON.stringify(crawler.name)}: give each crawler a name of its own`,
      )
    loaded.push({ crawler, file })
  }
  return loaded
}

async function importCrawler(file: string): Promise<Crawler> {
  let module: { readonly default?: unknown }
  try {
    module = (await import(pathToFileURL(file).href)) as typeof module
  } catch (error) {
    throw new DefinitionError(`${file} cannot be read: ${importProblem(error)}`, { cause: error })
  }
  if (module.default === undefined)
    throw new DefinitionError(`${file} has no default export: write \`export default defineCrawler({ … })\``)
  try {
    checkCrawler(module.default)
  } catch (error) {
    throw new DefinitionError(`${file}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
  return module.default
}

function importProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  // `npm init -y` writes "type": "commonjs", and Node then reads the file as what it is not.
  if (/Unexpected token 'export'|Cannot use import statement/.test(message)) {
    return 'it is read as CommonJS. Set "type": "module" in package.json, or name the file .mts'
  }
  const stack = error instanceof SyntaxError ? (error.stack ?? '').split('\n')[0] : ''
  return stack && !stack.includes(message) ? `${message} (${stack})` : message
}

function inFolder(name: string): string | undefined {
  const entry = filesIn(FOLDER).find((file) => file.replace(SOURCE, '') === name)
  return entry === undefined ? undefined : resolve(FOLDER, entry)
}

/** A file, a module of a package such as `@latchkey/crawlers/books`, or a name. */
function fileOf(name: string): string | undefined {
  if (name.startsWith('@') && !existsSync(name)) return inPackage(name)
  return /[/\\.]/.test(name) ? resolve(name) : (inFolder(name) ?? inPackage(`@latchkey/crawlers/${name}`))
}

function inPackage(module: string): string | undefined {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    try {
      return createRequire(from).resolve(module)
    } catch {
      // Not installed here, or no such crawler in it.
    }
  }
  return undefined
}

function filesIn(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => SOURCE.test(file))
        .toSorted()
    : []
}

function namesIn(folder: string): string[] {
  return filesIn(folder).map((file) => file.replace(SOURCE, ''))
}
