import type { Cheerio } from 'cheerio/slim'
import { adapter, type Htmlparser2TreeAdapterMap } from 'parse5-htmlparser2-tree-adapter'

// The names of domhandler's types, which cheerio's tree is made of.
export type TreeMap = Htmlparser2TreeAdapterMap
export type Document = TreeMap['document']
export type Element = TreeMap['element']
export type ParentNode = TreeMap['parentNode']
export type AnyNode = TreeMap['node']

/** cheerio's options as it keeps them. */
export type Settings = Cheerio<AnyNode>['options']

/** Whether a node is an element. */
export function isElement(node: AnyNode): node is Element {
  return adapter.isElementNode(node)
}

/** Whether a node is a root: of a document, a fragment, or what a template holds. */
export function isRoot(node: AnyNode): node is Document {
  return node.nodeType === 9
}
