import { each, escape } from './html.ts'

/** One page of a list. */
export interface PageOf<T> {
  readonly items: readonly T[]
  readonly page: number
  readonly pages: number
}

/** Cuts one page out of a list, or says undefined when there is no page of that number. */
export function pageOf<T>(list: readonly T[], page: number, size: number): PageOf<T> | undefined {
  const pages = Math.max(1, Math.ceil(list.length / size))
  if (!Number.isInteger(page) || page < 1 || page > pages) return undefined
  return { items: list.slice((page - 1) * size, page * size), page, pages }
}

/** The address of another page of the list at `path`, which may have a query already. */
export function pageLink(path: string, page: number): string {
  return `${path}${path.includes('?') ? '&' : '?'}page=${page}`
}

/** Links to the pages around this one, as most sites show them. */
export function pagination(path: string, { page, pages }: PageOf<unknown>): string {
  const link = (to: number) => escape(pageLink(path, to))
  const previous = page > 1 ? `<a class="previous" rel="prev" href="${link(page - 1)}">Previous</a>` : ''
  const next = page < pages ? `<a class="next" rel="next" href="${link(page + 1)}">Next</a>` : ''
  const numbers = each(around(page, pages), (number) =>
    number === page ? `<strong>${number}</strong> ` : `<a class="page" href="${link(number)}">${number}</a> `,
  )
  return `<nav class="pagination" aria-label="Pages">${previous} ${numbers}${next}</nav>`
}

/** The first and last page and those near this one. */
function around(page: number, pages: number): number[] {
  const near = [1, page - 2, page - 1, page, page + 1, page + 2, pages]
  return [...new Set(near)].filter((number) => number >= 1 && number <= pages)
}
