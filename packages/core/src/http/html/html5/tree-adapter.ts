import { Element, isText, Text, type ChildNode } from 'domhandler'
import type { Token, TreeAdapter } from 'parse5'
import { adapter } from 'parse5-htmlparser2-tree-adapter'

import { append } from '../append.ts'
import { Attributes } from '../attributes.ts'
import type { ParentNode, TreeMap } from '../nodes.ts'

/**
 * How parse5 makes the tree that cheerio works on. Its own way to do so makes three objects more for each element, and has
 * room for 17 nodes in each that has one.
 */
export const treeAdapter: TreeAdapter<TreeMap> = {
  ...adapter,

  createElement(name, namespace, attributes) {
    const element = new Element(name, new Attributes(), [])
    element.namespace = namespace
    for (const attribute of attributes) adopt(element, attribute)
    return element
  },

  appendChild(parent, node) {
    append(parent, node, lastOf(parent))
  },

  insertText(parent, text) {
    const last = lastOf(parent)
    if (last && isText(last)) last.data += text
    else append(parent, new Text(text), last)
  },

  adoptAttributes(element, attributes) {
    for (const attribute of attributes) {
      if (element.attribs[attribute.name] === undefined) adopt(element, attribute)
    }
  },
}

function adopt(element: Element, { name, value, namespace, prefix }: Token.Attribute): void {
  element.attribs[name] = value
  // Only some in SVG and MathML, such as xlink:href.
  if (namespace !== undefined) (element['x-attribsNamespace'] ??= {})[name] = namespace
  if (prefix !== undefined) (element['x-attribsPrefix'] ??= {})[name] = prefix
}

function lastOf(parent: ParentNode): ChildNode | null {
  return parent.children.at(-1) ?? null
}
