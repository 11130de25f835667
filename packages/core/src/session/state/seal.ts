import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

import { DefinitionError, StoreError } from '../../errors.ts'
import { codeOf } from '../../thrown.ts'

const VERSION = 1
const IV_LENGTH = 12
const TAG_LENGTH = 16

/** Closes and opens what must not lie about in the clear, with AES-256-GCM. */
export interface Seal {
  close(text: string): Uint8Array
  /** @throws {StoreError} `SEAL` when the key is another, or the bytes were changed. */
  open(sealed: Uint8Array): string
}

/**
 * The seal of this machine's user: its key is `LATCHKEY_KEY` (64 hexadecimal digits, or a passphrase), else a
 * random one in a file that only the user can read, made when first needed.
 */
export function machineSeal(): Seal {
  return sealWith(keyFromEnvironment() ?? keyFromFile())
}

/** A seal under a 32-byte key. */
export function sealWith(key: Uint8Array): Seal {
  return {
    close(text) {
      const iv = randomBytes(IV_LENGTH)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([Uint8Array.of(VERSION), iv, cipher.getAuthTag(), body])
    },
    open(sealed) {
      const body = IV_LENGTH + TAG_LENGTH + 1
      if (sealed[0] !== VERSION || sealed.length < body)
        throw damaged('was kept by another version, or is damaged')
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, IV_LENGTH + 1))
      decipher.setAuthTag(sealed.subarray(IV_LENGTH + 1, body))
      try {
        return decipher.update(sealed.subarray(body), undefined, 'utf8') + decipher.final('utf8')
      } catch (error) {
        throw damaged('does not open with this key', { cause: error })
      }
    },
  }
}

function damaged(problem: string, options?: ErrorOptions): StoreError {
  const remedy =
    'Set LATCHKEY_KEY as it was when the session was kept, or forget it with `latchkey login <crawler> --forget`.'
  return new StoreError('SEAL', `the kept session ${problem}. ${remedy}`, options)
}

function keyFromEnvironment(): Uint8Array | undefined {
  const text = process.env['LATCHKEY_KEY']
  if (!text) return undefined
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  if (text.length < 12)
    throw new DefinitionError(
      'LATCHKEY_KEY is too short: use 64 hexadecimal digits, or a passphrase of 12 characters or more',
    )
  // One salt for all: the same passphrase must open the same session on every machine.
  return scryptSync(text, 'latchkey session seal', 32)
}

function keyFromFile(): Uint8Array {
  const folder = process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config')
  const file = join(folder, 'latchkey', 'key')
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') {
      throw new StoreError(
        'SEAL',
        `cannot keep a session key in ${file}: ${String(error)}. Set LATCHKEY_KEY instead.`,
        { cause: error },
      )
    }
  }
  const text = readFileSync(file, 'utf8').trim()
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new StoreError('SEAL', `${file} holds no session key: delete it, and sign in again`)
  chmodSync(file, 0o600)
  return Buffer.from(text, 'hex')
}
