import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { DefinitionError } from '../../errors.ts'
import { moduleType } from '../crawler/module-type.ts'
import { compilerSettings, crawlerSource, pageNote, pageSource, testSource } from '../crawler/templates.ts'

/** `latchkey new`: a crawler, a saved page and a test of the crawler on the page; and a tsconfig.json where there is none. */
export async function create(name: string): Promise<number> {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name)) {
    throw new DefinitionError(
      `${JSON.stringify(name)} is no name for a crawler: use letters, digits, "-" and "_"`,
    )
  }
  // As .mts it is a module whatever the package around it says, or leaves unsaid.
  const extension = moduleType(resolve('crawlers')) === 'module' ? 'ts' : 'mts'
  const test = join('crawlers', `${name}.test.${extension}`)
  const files = {
    [join('crawlers', `${name}.${extension}`)]: crawlerSource(name),
    [test]: testSource(name, extension),
    [join('crawlers', name, 'book.html')]: pageSource,
    [join('crawlers', name, 'book.html.json')]: pageNote,
    ...(!existsSync('tsconfig.json') && { 'tsconfig.json': compilerSettings }),
  }
  const present = Object.keys(files).find((file) => existsSync(file))
  if (present !== undefined)
    throw new DefinitionError(`${present} is already there: choose another name, or delete it`)
  await mkdir(join('crawlers', name), { recursive: true })
  for (const [file, source] of Object.entries(files)) {
    await writeFile(file, source, { flag: 'wx' })
    console.log(`made ${file}`)
  }
  console.log(`\nTest it:  node --test ${test}\nRun it:   npx latchkey run ${name} --limit 20`)
  return 0
}
