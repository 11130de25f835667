import type { Cheerio } from 'cheerio/slim'
import { adapter, type Htmlparser2TreeAdapterMap } from 'parse5-htmlparser2-tree-adapter'

// The names of domhandler's types, which cheerio's tree is made of.
export type Document = Htmlparser2TreeAdapterMap['document']
export type Element = Htmlparser2TreeAdapterMap['element']
export type ParentNode = Htmlparser2TreeAdapterMap['parentNode']
export type AnyNode = Htmlparser2TreeAdapterMap['node']

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
