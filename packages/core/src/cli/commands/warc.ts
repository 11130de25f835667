import { DefinitionError } from '../../errors.ts'
import { warcOf } from '../../frontier/archive/warc/warc.ts'
import { openArchive } from '../archive-file.ts'
import { loadCrawler } from '../crawler/load.ts'
import { count } from '../show/format.ts'
import { wholeNumber } from '../show/numbers.ts'
import { checkFolder, writeWhole } from '../write-file.ts'

export interface WarcOptions {
  readonly out: string
  readonly run?: string
  readonly store: string
}

/** `latchkey warc`: writes the archived pages of a run as a WARC file. */
export async function warc(name: string, { out, run, store }: WarcOptions): Promise<number> {
  if (!out.endsWith('.warc.gz')) throw new DefinitionError(`--out ${out}: WARC files are written as .warc.gz`)
  checkFolder(out)
  const { crawler } = await loadCrawler(name)
  await using archive = openArchive(store)
  const archived = archive.find(crawler.name, run === undefined ? undefined : wholeNumber('--run', run))
  await writeWhole(out, warcOf(archived))
  console.error(`${out}: ${count(archived.size)} pages of run ${archived.number}`)
  return 0
}
