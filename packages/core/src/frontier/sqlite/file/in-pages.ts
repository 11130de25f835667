/** How many rows are in memory while they are read. */
const PAGE_SIZE = 500

/**
 * Rows in the order of their ids, read a page at a time, so that nothing is locked or held while the reader is busy.
 *
 * @param page Reads at most `most` rows whose ids come after one.
 * @param before An id that comes before all of them.
 */
export function* inPages<Row extends { readonly id: number }>(
  page: (after: number, most: number) => readonly Row[],
  before = 0,
): Generator<Row, void, undefined> {
  for (let after = before; ;) {
    const rows = page(after, PAGE_SIZE)
    yield* rows
    if (rows.length < PAGE_SIZE) return
    after = rows.at(-1)?.id ?? after
  }
}
