import { stripVTControlCharacters, styleText } from 'node:util'

const WIDEST_CELL = 32

/** Rows of objects as a table: a column a field, in the order in which fields first appear; `Infinity` cuts nothing off. */
export function table(rows: readonly object[], width = 100): string[] {
  const widest = width === Infinity ? width : WIDEST_CELL
  const fields = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const columns = fields.map((field) => {
    const cells = rows.map((row) => cell((row as { readonly [field: string]: unknown })[field], widest))
    return { field, cells, width: Math.max(field.length, ...cells.map((text) => text.length)) }
  })
  while (columns.length > 1 && lineLength(columns) > width) columns.pop()
  const line = (cells: string[]) =>
    cells
      .map((text, index) => text.padEnd(columns[index]?.width ?? 0))
      .join('  ')
      .trimEnd()
  const head = styleText('dim', line(columns.map(({ field }) => field)))
  return [head, ...rows.map((_, index) => line(columns.map(({ cells }) => cells[index] ?? '')))]
}

function lineLength(columns: readonly { readonly width: number }[]): number {
  return columns.reduce((sum, column) => sum + column.width + 2, 0)
}

function cell(value: unknown, widest: number): string {
  if (value === undefined || value === null) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  // What a page says must not reach the terminal as commands.
  const plain = stripVTControlCharacters(text)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
  return plain.length > widest ? `${plain.slice(0, widest - 1)}…` : plain
}
