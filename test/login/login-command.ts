import { resolve } from 'node:path'

import type { Site } from '../site/index.ts'
import { runCommand, type CommandOptions, type CommandResult } from '../support/cli.ts'
import type { TemporaryFolder } from '../support/folder.ts'

/** The crawler of the members' pages that signs in as the environment says. */
export const CRAWLER = resolve(import.meta.dirname, '../support/crawlers/login-crawler.ts')

/** Runs `latchkey login` for that crawler. */
export function login(
  site: Site,
  folder: TemporaryFolder,
  words: readonly string[] = [],
  { env, ...options }: CommandOptions = {},
): Promise<CommandResult> {
  return runCommand(['login', CRAWLER, ...words], { ...at(site, folder, env), ...options })
}

/** A folder to work in, and an environment with all secrets of the site. */
export function at(site: Site, folder: TemporaryFolder, env: CommandOptions['env'] = {}): CommandOptions {
  const secrets = { PASSWORD: 'lovelace', TOTP: 'MFXGC3DZORUWGYLMEBSW4Z3JNZSSAMBR' }
  return { cwd: folder.path, env: { SITE_URL: site.url, ...secrets, ...env } }
}
