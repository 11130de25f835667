import { load, type Cheerio, type CheerioAPI } from 'cheerio/slim'

import type { AnyNode } from './nodes.ts'
import { Selection } from './selection.ts'

const { html, xml, text, parseHTML, root, contains, extract, merge } = load('')

/** What the `$` of every page inherits: cheerio's static methods, which ask `this` for the page. */
export const statics: object = Object.create(Function.prototype, {
  ...Object.getOwnPropertyDescriptors({ html, xml, text, parseHTML, root, contains, extract, merge }),
  fn: { get: prototypeOf },
  prototype: { get: prototypeOf },
  // For `$('a') instanceof $`, since a selection may be older than the prototype of its page.
  [Symbol.hasInstance]: { value: (value: unknown) => value instanceof Selection },
})

/** The prototype of a page's selections. Plug-ins on it are known to that page only, so it is made when first asked for. */
function prototypeOf(this: CheerioAPI): Cheerio<AnyNode> {
  const page = this()._root
  if (Object.getPrototypeOf(page) === Selection.prototype) {
    class PageSelection<T> extends Selection<T> {}
    Object.setPrototypeOf(page, PageSelection.prototype)
  }
  return Object.getPrototypeOf(page)
}
