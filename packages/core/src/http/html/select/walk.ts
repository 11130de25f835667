import { isText } from 'domhandler'

import { isElement, type AnyNode, type Element } from '../nodes.ts'

/** The elements below a node that pass a test, in the order of the page. */
export function findBelow(top: AnyNode, test: (element: Element) => boolean, limit: number): Element[] {
  const found: Element[] = []
  if ('children' in top) collect(top.children, test, limit, found)
  return found
}

/** Whether enough was found. */
function collect(
  nodes: readonly AnyNode[],
  test: (element: Element) => boolean,
  limit: number,
  found: Element[],
): boolean {
  // By index: an iterator costs as much again.
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index]
    if (!node || isText(node)) continue
    if (isElement(node)) {
      if (test(node) && found.push(node) >= limit) return true
      if (collect(node.children, test, limit, found)) return true
    } else if ('children' in node && collect(node.children, test, limit, found)) return true
  }
  return false
}
