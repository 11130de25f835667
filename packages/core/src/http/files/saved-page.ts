import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'

import { DefinitionError } from '../../errors.ts'
import { Response } from '../response.ts'
import { replaceFile } from './replace-file.ts'

/** What stands beside a saved body, in `<file>.json`. No header of it can hold a secret. */
interface PageNote {
  readonly url: string
  readonly status: number
  readonly contentType: string | null
}

/**
 * Saves a page for a test: the decoded body in `file`, its URL, status and content type in `<file>.json`.
 *
 * @throws {DefinitionError} for what is no response.
 */
export async function savePage(file: string, response: Response): Promise<void> {
  if (!(response instanceof Response))
    throw new DefinitionError('savePage was given no response: give it the file, then what session.get gave')
  const { url, status, headers, body } = response
  const note: PageNote = { url: url.href, status, contentType: headers.get('content-type') }
  await mkdir(dirname(file), { recursive: true })
  await replaceFile(file, [body])
  await replaceFile(`${file}.json`, [`${JSON.stringify(note, null, 2)}\n`])
}

/**
 * A saved page, as the engine would give it to a route.
 *
 * @throws {DefinitionError} when the file or its note is missing or damaged.
 */
export async function loadPage(file: string | URL): Promise<Response> {
  const note = file instanceof URL ? new URL(`${file.href}.json`) : `${file}.json`
  try {
    const { url, status, contentType } = JSON.parse(await readFile(note, 'utf8')) as PageNote
    const headers = contentType === null ? {} : { 'content-type': contentType }
    return new Response({ url, status, headers, body: await readFile(file) })
  } catch (error) {
    const remedy = 'save one with `latchkey fetch <crawler> <url> --save`'
    throw new DefinitionError(`${String(file)} is no saved page: ${remedy}`, { cause: error })
  }
}
