import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { pathToFileURL } from 'node:url'

/** Whether the package around a file says `"type": "commonjs"`, as `npm init -y` writes it; one that says nothing does not. */
export function isCommonJs(file: string): boolean {
  const packageFile = findPackageJSON('.', pathToFileURL(file))
  // Where there is none, Node gives the topmost folder.
  if (!packageFile?.endsWith('package.json')) return false
  const { type } = JSON.parse(readFileSync(packageFile, 'utf8')) as { readonly type?: unknown }
  return type === 'commonjs'
}
