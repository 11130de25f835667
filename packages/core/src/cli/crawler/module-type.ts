import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { pathToFileURL } from 'node:url'

/** What the package.json around a file says of its `.js` and `.ts`: `module`, `commonjs` as `npm init -y` writes it, or nothing. */
export function moduleType(file: string): unknown {
  const packageFile = findPackageJSON('.', pathToFileURL(file))
  // Where there is none, Node gives the topmost folder.
  if (!packageFile?.endsWith('package.json')) return undefined
  return (JSON.parse(readFileSync(packageFile, 'utf8')) as { readonly type?: unknown }).type
}
