import type { Cheerio } from 'cheerio/slim'
import { isCheerio, isHtml } from 'cheerio/utils'

import type { AnyNode, Settings } from './nodes.ts'
import { parseContent } from './parser.ts'

/** A class of selections. */
export type SelectionClass = new <T>(
  nodes: ArrayLike<T> | undefined,
  root: Cheerio<AnyNode> | null,
  settings: Settings,
) => Cheerio<T>

/**
 * What `$(selector, context)` finds on the page of a root selection; its class is that of the root.
 *
 * Either may be a selector or markup, a node, nodes or a selection.
 *
 * @throws {TypeError} for anything else.
 */
export function query(
  root: Cheerio<AnyNode>,
  selector: unknown,
  context: unknown,
  settings: Settings = root.options,
): Cheerio<AnyNode> {
  if (selector && isCheerio<AnyNode>(selector)) return selector
  const PageSelection = classOf(root)
  if (!selector) return new PageSelection<AnyNode>(undefined, root, settings)
  const nodes = nodesOf(selector, settings)
  if (nodes) return new PageSelection(nodes, root, settings)
  if (typeof selector !== 'string') throw new TypeError('Unexpected type of selector')
  if (!context) return root.find(selector)
  if (isCheerio<AnyNode>(context)) return context.find(selector)
  if (typeof context === 'string' && !isHtml(context)) return root.find(`${context} ${selector}`)
  // Markup is searched from its root, so that what stands at its top is found too.
  const around =
    typeof context === 'string' ? [parseContent(context, settings, false, null)] : nodesOf(context, settings)
  return new PageSelection(around, root, settings).find(selector)
}

/** The class of a selection: that of all pages, or of a page with plug-ins. */
export function classOf(selection: Cheerio<AnyNode>): SelectionClass {
  return Object.getPrototypeOf(selection).constructor
}

/** Nodes that are given as they are, or as markup. */
function nodesOf(given: unknown, settings: Settings): AnyNode[] | undefined {
  if (typeof given === 'string')
    return isHtml(given) ? parseContent(given, settings, false, null).children : undefined
  if (Array.isArray(given)) return given
  return isNode(given) ? [given] : undefined
}

function isNode(given: unknown): given is AnyNode {
  return typeof given === 'object' && given !== null && 'type' in given
}
