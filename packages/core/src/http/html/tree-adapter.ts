import { Element } from 'domhandler'
import type { Token, TreeAdapter } from 'parse5'
import { adapter } from 'parse5-htmlparser2-tree-adapter'

import { Attributes } from './attributes.ts'
import type { TreeMap } from './nodes.ts'

/** How parse5 makes the tree that cheerio works on; its own way to do so makes three objects more for each element. */
export const treeAdapter: TreeAdapter<TreeMap> = {
  ...adapter,

  createElement(name, namespace, attributes) {
    const element = new Element(name, new Attributes(), [])
    element.namespace = namespace
    for (const attribute of attributes) adopt(element, attribute)
    return element
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
