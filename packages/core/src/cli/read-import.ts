import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'

import { importCookies, type ImportedCookies } from '../engine/login/command/import-cookies.ts'
import { DefinitionError } from '../errors.ts'
import type { Crawler } from '../extract/definition.ts'
import { messageOf } from '../thrown.ts'

/**
 * Reads what a real browser has of a crawler's site, from a file or from standard input (`-`), and says what it took.
 *
 * @throws {DefinitionError} when it cannot be read, or holds nothing of that site.
 */
export async function readImport(crawler: Crawler, source: string): Promise<ImportedCookies> {
  const input = await read(source)
  try {
    const imported = importCookies(crawler, input)
    const { format, cookies, userAgent, leftOut } = imported
    const name = userAgent === undefined ? '' : ", with the browser's name"
    console.error(
      `took ${cookies.length} cookies of ${crawler.name}'s site from the ${format}${name}${leavings(leftOut)}`,
    )
    return imported
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error
    throw new DefinitionError(`--import ${source}: ${error.message}`, { cause: error })
  }
}

async function read(source: string): Promise<string> {
  if (source === '-' && process.stdin.isTTY)
    console.error('paste the curl command or file, then press Ctrl-D')
  try {
    return source === '-' ? await text(process.stdin) : await readFile(source, 'utf8')
  } catch (error) {
    throw new DefinitionError(`--import ${source} cannot be read: ${messageOf(error)}`, { cause: error })
  }
}

function leavings({ foreign, unfit }: ImportedCookies['leftOut']): string {
  const others = foreign > 0 ? [`${foreign} of other sites`] : []
  if (unfit > 0) others.push(`${unfit} that have expired or could not be sent`)
  return others.length > 0 ? `; left out ${others.join(', and ')}` : ''
}
