import { existsSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'

import { DefinitionError } from '../../errors.ts'
import type { Crawler } from '../../extract/definition.ts'
import { didYouMean } from '../../session/check/nearest.ts'
import { askForSecrets } from '../../session/secret.ts'
import { askSecret } from './ask-secret.ts'
import { importCrawler } from './import-crawler.ts'

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
  if (!file) throw unknownName(name)
  checkFile(name, file)
  if (process.stdin.isTTY && process.stderr.isTTY) askForSecrets(askSecret)
  return { crawler: await importCrawler(file), file }
}

/**
 * Every crawler of a folder.
 *
 * @throws {DefinitionError} when one is no crawler, or two have one name.
 */
export async function loadFolder(folder: string): Promise<LoadedCrawler[]> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
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

function unknownName(name: string): DefinitionError {
  const names = namesIn(FOLDER)
  const guess = didYouMean(name, names) || (names.length > 0 ? `: there are ${names.join(', ')}` : '')
  const mend = existsSync(FOLDER)
    ? guess
    : `: go to the folder of your project, name a file, or make a crawler with \`latchkey new ${name}\``
  return new DefinitionError(
    `there is no crawler ${JSON.stringify(name)} in ./${FOLDER} or @latchkey/crawlers${mend}`,
  )
}

/** @throws {DefinitionError} for what is no file, or not one that a crawler stands in. */
function checkFile(name: string, file: string): void {
  if (/^https?:/.test(name)) {
    throw new DefinitionError(
      `${name} is no crawler but a page: make one with \`latchkey new\`, and start it there`,
    )
  }
  if (!existsSync(file)) {
    const folder = dirname(file)
    const guess = didYouMean(basename(file), filesIn(folder))
    throw new DefinitionError(
      `there is no file ${name}${guess || (existsSync(folder) ? '' : `, nor the folder ${folder}`)}`,
    )
  }
  if (!SOURCE.test(file))
    throw new DefinitionError(`${name} is no crawler: name a .ts, .mts, .js or .mjs file, and no test`)
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
