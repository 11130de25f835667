import { stripVTControlCharacters } from 'node:util'

import type { RecordDifference, RecordExample } from '../../engine/archive/reextract/record-changes.ts'
import { reextract as readAgain, type Reextraction } from '../../engine/archive/reextract/reextract.ts'
import { openArchive } from '../archive-file.ts'
import { loadCrawler } from '../crawler/load.ts'
import { existingStore } from '../existing-store.ts'
import { count } from '../show/format.ts'
import { wholeNumber } from '../show/numbers.ts'

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
  const kinds = Object.entries(records).map(([kind, one]) => describeRecords(kind, one))
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

function describeRecords(
  kind: string,
  { same, changed, added, removed, fields, examples }: RecordDifference,
): string[] {
  return [
    `${kind}  ${count(same)} the same, ${count(changed)} changed, ${count(added)} new, ${count(removed)} gone`,
    ...Object.entries(fields).map(([path, { count: number, example }]) =>
      describeField(path, number, example),
    ),
    ...examples.added.slice(0, 1).map((example) => `  new       such as ${placeOf(example)}`),
    ...examples.removed.slice(0, 1).map((example) => `  gone      such as ${placeOf(example)}`),
  ]
}

function describeField(path: string, number: number, example: RecordExample): string {
  const change = example.fields.find((field) => field.path === path)
  const values = `${valueOf(change?.before)} → ${valueOf(change?.after)}`
  return `  ${(path || 'value').padEnd(9)} ${count(number)} changed, such as ${placeOf(example)}: ${values}`
}

function describeChange(
  title: string,
  number: number,
  [first]: readonly { readonly url: string; readonly route: string }[],
): string[] {
  return first ? [`${title.padEnd(11)} ${count(number)}, such as ${first.url} (${first.route})`] : []
}

function placeOf({ key, url }: RecordExample): string {
  return key === undefined ? url : `${key} at ${url}`
}

/** What stands in a page must not reach the terminal as commands: JSON escapes it. */
function valueOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value).replace(/[\u007f-\u009f]/g, '\ufffd')
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

function indented(message: string): string {
  return stripVTControlCharacters(message).replaceAll('\n', '\n            ')
}
