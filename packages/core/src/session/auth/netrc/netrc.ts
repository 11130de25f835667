import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { domainToASCII } from 'node:url'

import { DefinitionError } from '../../../errors.ts'
import { bareHost } from '../../host.ts'
import type { Credentials } from '../auth.ts'
import { basic } from '../basic.ts'
import { netrcEntries } from './netrc-entries.ts'
import type { NetrcEntry } from './netrc-entries.ts'

/** The passwords of a netrc file. */
export interface Netrc {
  /** Those of the URL's host, spelt exactly so, else of the default entry. */
  find(url: URL): Credentials | undefined
}

/**
 * Opens a netrc file: the one at a path, or with `true` the one that NETRC names, or `~/.netrc`.
 *
 * With `true`, a missing file is an empty one. An entry without login gives no credentials, and keeps the default
 * entry away; one without password gives an empty password, never that of another entry.
 *
 * @throws {DefinitionError} when the file cannot be read, or has a wrong line.
 */
export function openNetrc(option: true | string, environment: NodeJS.ProcessEnv = process.env): Netrc {
  const path = option === true ? defaultPath(environment) : withHome(option)
  const entries = netrcEntries(read(path, option === true), path)
  return { find: (url) => credentialsOf(entryFor(url, entries)) }
}

function entryFor(url: URL, entries: readonly NetrcEntry[]): NetrcEntry | undefined {
  // The host of the parsed URL: never a part of its text, which may be written to mislead (CVE-2024-47081).
  const host = bareHost(url.hostname)
  const exact = entries.find(({ machine }) => machine !== undefined && isHost(machine, host))
  return exact ?? entries.find(({ machine }) => machine === undefined)
}

function isHost(machine: string, host: string): boolean {
  return bareHost(machine) === host || domainToASCII(machine) === host
}

function credentialsOf(entry: NetrcEntry | undefined): Credentials | undefined {
  return entry?.login === undefined ? undefined : basic(entry.login, entry.password ?? '')
}

function defaultPath(environment: NodeJS.ProcessEnv): string {
  if (environment['NETRC']) return withHome(environment['NETRC'])
  const candidates = ['.netrc', '_netrc'].map((name) => join(homedir(), name))
  return candidates.find((path) => existsSync(path)) ?? join(homedir(), '.netrc')
}

function withHome(path: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : path
}

function read(path: string, mayBeMissing: boolean): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    if (mayBeMissing && !existsSync(path)) return ''
    throw new DefinitionError(`netrc file ${path} cannot be read: name a file that can`, { cause: error })
  }
}
