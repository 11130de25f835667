import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { DefinitionError } from '../errors.ts'
import { crawlerSource, pageNote, pageSource, testSource } from './templates.ts'

/** `latchkey new`: a crawler, a saved page and a test of the crawler on the page. */
export async function create(name: string): Promise<number> {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name)) {
    throw new DefinitionError(
      `${JSON.stringify(name)} is no name for a crawler: use letters, digits, "-" and "_"`,
    )
  }
  const files = {
    [join('crawlers', `${name}.ts`)]: crawlerSource(name),
    [join('crawlers', `${name}.test.ts`)]: testSource(name),
    [join('crawlers', name, 'product.html')]: pageSource,
    [join('crawlers', name, 'product.html.json')]: pageNote,
  }
  const present = Object.keys(files).find((file) => existsSync(file))
  if (present !== undefined)
    throw new DefinitionError(`${present} is already there: choose another name, or delete it`)
  await mkdir(join('crawlers', name), { recursive: true })
  for (const [file, source] of Object.entries(files)) {
    await writeFile(file, source, { flag: 'wx' })
    console.log(`made ${file}`)
  }
  console.log(`\nTest it:  node --test crawlers/${name}.test.ts\nRun it:   npx latchkey run ${name}`)
  return 0
}
