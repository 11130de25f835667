import { readFile } from 'node:fs/promises'

import { StoreError } from '../../errors.ts'
import { replaceFile } from '../../http/files/replace-file.ts'
import { codeOf } from '../../thrown.ts'

/**
 * Replaces a file by JSON that only its owner can read: whole or not at all, whatever happens meanwhile.
 *
 * @throws {StoreError} `STATE_UNWRITABLE`.
 */
export async function writeStateFile(path: string, state: unknown): Promise<void> {
  try {
    await replaceFile(path, [`${JSON.stringify(state, null, 2)}\n`], 0o600)
  } catch (cause) {
    throw new StoreError(
      'STATE_UNWRITABLE',
      `the session cannot be saved in ${path}: is its folder there, and yours?`,
      { cause },
    )
  }
}

/**
 * Reads such a file; `undefined` when there is none.
 *
 * @throws {StoreError} `STATE_UNREADABLE`, or `STATE_DAMAGED` when it is not JSON.
 */
export async function readStateFile(path: string): Promise<unknown> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined
    throw new StoreError('STATE_UNREADABLE', `the session in ${path} cannot be read: are you its owner?`, {
      cause,
    })
  }
  try {
    return JSON.parse(text)
  } catch {
    // The cause is left out: V8 quotes the text in it, and the text holds cookies.
    throw new StoreError(
      'STATE_DAMAGED',
      `the session in ${path} is damaged, it is not JSON: delete it and sign in again`,
    )
  }
}
