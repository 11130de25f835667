/** What paths are appended to. */
export class BaseUrl {
  /** Without query and fragment. */
  readonly #page: string
  /** The same as a folder. */
  readonly #folder: string
  readonly #search: string

  constructor({ href, search }: URL) {
    this.#page = href.replace(/[?#].*$/, '')
    this.#folder = this.#page.replace(/\/?$/, '/')
    this.#search = search
  }

  /** The URL of a path below it; a query comes after its own. Whatever the path is, the host stays: `//host` is a path too. */
  below(path: string): URL {
    const mark = path.search(/[?#]/)
    const before = mark < 0 ? path : path.slice(0, mark)
    const after = mark < 0 ? '' : path.slice(mark)
    const place = before === '' ? this.#page : this.#folder + before.replace(/^\//, '')
    return new URL(place + this.#withSearch(after))
  }

  #withSearch(after: string): string {
    if (this.#search === '') return after
    return after.startsWith('?') ? `${this.#search}&${after.slice(1)}` : this.#search + after
  }
}
