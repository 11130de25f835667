import type { RecordDifference, RecordExample } from '../../engine/changes/record-difference.ts'
import { count } from './format.ts'

/** How the records of a kind differ: how many, and an example of each change. */
export function differenceLines(
  kind: string,
  { same, changed, added, removed, fields, examples }: RecordDifference,
): string[] {
  return [
    `${kind}  ${count(same)} the same, ${count(changed)} changed, ${count(added)} new, ${count(removed)} gone`,
    ...Object.entries(fields).map(([path, { count: number, example }]) => fieldLine(path, number, example)),
    ...examples.added.slice(0, 1).map((example) => `  new       such as ${placeOf(example)}`),
    ...examples.removed.slice(0, 1).map((example) => `  gone      such as ${placeOf(example)}`),
  ]
}

function fieldLine(path: string, number: number, example: RecordExample): string {
  const change = example.fields.find((field) => field.path === path)
  const values = `${valueOf(change?.before)} → ${valueOf(change?.after)}`
  return `  ${(path || 'value').padEnd(9)} ${count(number)} changed, such as ${placeOf(example)}: ${values}`
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
