import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

import { DefinitionError } from '../../errors.ts'
import type { Crawler } from '../../extract/definition.ts'
import { planOf } from '../../extract/plan.ts'
import { thrownAt } from '../../extract/route/location.ts'
import { messageOf } from '../../thrown.ts'
import { moduleType } from './module-type.ts'

/**
 * Imports a crawler's file and checks what it holds.
 *
 * @throws {DefinitionError} naming the file, the line where it is known, and the mend.
 */
export async function importCrawler(file: string): Promise<Crawler> {
  refuseCommonJs(file)
  let module: { readonly default?: unknown }
  try {
    module = (await import(pathToFileURL(file).href)) as typeof module
  } catch (error) {
    throw new DefinitionError(importProblem(file, error), { cause: error })
  }
  if (module.default === undefined)
    throw new DefinitionError(
      `${near(file)} has no default export: write \`export default defineCrawler({ … })\``,
    )
  try {
    // An object or not, it is checked first.
    return planOf(module.default as Crawler).crawler
  } catch (error) {
    throw new DefinitionError(`${near(file)}: ${messageOf(error)}`, { cause: error })
  }
}

/** `npm init -y` writes "type": "commonjs", and Node would read the file as what it is not. */
function refuseCommonJs(file: string): void {
  if (!/\.[jt]s$/.test(file) || moduleType(file) !== 'commonjs') return
  if (!/^\s*(?:import\s[^(]*\sfrom\s|export\s)/m.test(readFileSync(file, 'utf8'))) return
  throw new DefinitionError(
    `${near(file)} is read as CommonJS: set "type": "module" in package.json, or name the file ${near(file).replace(/(?=[jt]s$)/, 'm')}`,
  )
}

/** Why a file could not be imported, as one who wrote it would put it. */
function importProblem(file: string, error: unknown): string {
  if (error instanceof DefinitionError) return `${near(file)}: ${error.message}`
  const message = messageOf(error)
  const [, kind, wanted = '', importer = file] = MISSING.exec(message) ?? []
  if (kind === 'package')
    return `${near(importer)} imports the package "${wanted}", which is not installed here: mend its spelling, or install it`
  if (kind === 'module')
    return `${near(importer)} imports ${near(wanted)}, which is not there: mend its path, which ends as the file does (.ts, .js)`
  if (error instanceof SyntaxError) return `${near(file)} cannot be read: ${message}${lineOf(file, error)}`
  const place = thrownAt(error)
  return `${near(file)} cannot be read: it threw ${message}${place ? `\n  at ${place}` : ''}`
}

/** What Node says of an import that leads nowhere. */
const MISSING = /^Cannot find (package|module) '([^']+)' imported from (.+)$/

/** Where a file is no JavaScript: Node says it in the first line of its error, or when it is asked to check the file. */
function lineOf(file: string, { stack = '' }: SyntaxError): string {
  const checked = () => spawnSync(process.execPath, ['--check', file], { encoding: 'utf8' }).stderr
  const [, place = '', line = ''] = FIRST_LINE.exec(stack) ?? FIRST_LINE.exec(checked()) ?? []
  if (line === '') return ''
  return `\n  at ${near(place.startsWith('file:') ? fileURLToPath(place) : place)}:${line}`
}

const FIRST_LINE = /^([^\n]+):(\d+)\n/

/** A path as it is seen from here. */
function near(file: string): string {
  const path = relative('', file)
  return path === '' || path.startsWith('..') ? file : path
}
