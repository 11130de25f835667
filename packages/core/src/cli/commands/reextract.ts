import { stripVTControlCharacters } from 'node:util'

import { reextract as readAgain, type Reextraction } from '../../engine/archive/reextract/reextract.ts'
import { openArchive } from '../archive-file.ts'
import { loadCrawler } from '../crawler/load.ts'
import { existingStore } from '../existing-store.ts'
import { count } from '../show/format.ts'
import { wholeNumber } from '../show/numbers.ts'
import { differenceLines } from '../show/record-difference.ts'

export interface ReextractFlags {
  readonly run?: string
  readonly store: string
  readonly json?: true
}

/** `latchkey reextract`: what today's routes would change in an archived run; exit code 3 if anything. */
export async function reextract(name: string, { run, store: file, json }: ReextractFlags): Promise<number> {
  const { crawler } = await loadCrawler(name)
  const number = run === undefined ? {} : { run: wholeNumber('--run', run) }
  await using archive = openArchive(file)
  await using store = existingStore(file)
  const difference = await readAgain(crawler, { store, archive, ...number })
  console.log(json ? JSON.stringify(difference) : describe(difference))
  return difference.differs ? 3 : 0
}

function describe(difference: Reextraction): string {
  const { crawler, run, pages, missing, records, links, failing, mended } = difference
  const title = `${crawler}  run ${run}, ${count(pages)} archived pages read again with today's routes`
  const kinds = Object.entries(records).map(([kind, one]) => differenceLines(kind, one))
  const others = [
    ...describeChange('links new', links.added, links.examples.added),
    ...describeChange('links gone', links.removed, links.examples.removed),
    ...failing.map(
      (group) => `fails now   ${count(group.count)} ${group.name}: ${indented(group.example.message)}`,
    ),
    ...(mended > 0 ? [`mended      ${count(mended)} pages that had failed`] : []),
    ...(missing > 0
      ? [`missing     ${count(missing)} pages are not in the archive: their records count as gone`]
      : []),
  ]
  const verdict = difference.differs ? [] : ['nothing would change']
  return [[title], ...kinds, others, verdict]
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

function describeChange(
  title: string,
  number: number,
  [first]: readonly { readonly url: string; readonly route: string }[],
): string[] {
  return first ? [`${title.padEnd(11)} ${count(number)}, such as ${first.url} (${first.route})`] : []
}

function indented(message: string): string {
  return stripVTControlCharacters(message).replaceAll('\n', '\n            ')
}
