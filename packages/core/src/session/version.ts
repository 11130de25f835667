import { readFileSync } from 'node:fs'

// Beside src and dist alike.
const manifest = new URL('../../package.json', import.meta.url)

/** The version of this package. */
export const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }

/** How Latchkey names itself to servers unless told otherwise. */
export const defaultUserAgent = `latchkey/${version}`
