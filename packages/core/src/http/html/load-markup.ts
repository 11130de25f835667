import type { Cheerio, CheerioAPI, CheerioOptions } from 'cheerio/slim'
import { isCheerio } from 'cheerio/utils'

import type { AnyNode, Settings } from './nodes.ts'
import { parseContent } from './parser.ts'
import { classOf, query } from './query.ts'
import { Selection } from './selection.ts'
import { settingsOf } from './settings.ts'
import { statics } from './statics.ts'

type Content = Parameters<typeof parseContent>[0]
type Root = string | AnyNode | ArrayLike<AnyNode> | null | undefined

/**
 * cheerio's `load`, which makes a `$` for a page: that is a function of its own, everything else is shared by all pages.
 *
 * @param isDocument whether `html`, `head` and `body` are put in where they are missing.
 */
export function loadMarkup(content: Content, settings: Settings, isDocument = true): CheerioAPI {
  const document = parseContent(content, settings, isDocument, null)
  const page = new Selection([document], null, settings)
  const $ = (selector?: unknown, context?: unknown, root?: Root, options?: CheerioOptions) =>
    root || options ? queryElsewhere(page, selector, context, root, options) : query(page, selector, context)
  $._root = document
  $._options = settings
  return Object.setPrototypeOf($, pageStatics)
}

const pageStatics = {
  __proto__: statics,
  load(
    this: CheerioAPI,
    content: Content,
    options?: CheerioOptions | null,
    isDocument?: boolean,
  ): CheerioAPI {
    return loadMarkup(content, settingsOf(options, this._options), isDocument)
  },
}

/** `$` on another root or with other options, as `$.html()` calls it. */
function queryElsewhere(
  page: Cheerio<AnyNode>,
  selector: unknown,
  context: unknown,
  root: Root,
  options: CheerioOptions | undefined,
): Cheerio<AnyNode> {
  const PageSelection = classOf(page)
  const settings = settingsOf(options, page.options)
  if (root && isCheerio<AnyNode>(root)) return query(root, selector, context, settings)
  const markup = typeof root === 'string' ? parseContent(root, settings, false, null) : (root ?? page)
  const nodes = 'length' in markup ? Array.from(markup) : [markup]
  return query(new PageSelection(nodes, null, settings), selector, context, settings)
}
