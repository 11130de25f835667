import { createRequire } from 'node:module'

import type { loadHtml } from '../../packages/core/src/http/html.ts'

type Load = (html: string, options?: object) => ReturnType<typeof loadHtml>

// Only the core package depends on cheerio, so it is found from there.
const require = createRequire(new URL('../../packages/core/package.json', import.meta.url))

/** cheerio's own `load`, to compare with. */
export const { load }: { load: Load } = require('cheerio')
