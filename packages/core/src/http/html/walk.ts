import { isText } from 'domhandler'

import { isElement, type AnyNode, type Element } from './nodes.ts'

/** The elements below a node that match, in the order of the page. */
export function findBelow(top: AnyNode, match: (node: AnyNode) => boolean, limit: number): Element[] {
  const found: Element[] = []
  if ('children' in top) collect(top.children, match, limit, found)
  return found
}

/** Whether enough was found. */
function collect(
  nodes: readonly AnyNode[],
  match: (node: AnyNode) => boolean,
  limit: number,
  found: Element[],
): boolean {
  // By index: an iterator costs as much again.
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index]
    if (!node || isText(node)) continue
    if (isElement(node) && match(node) && found.push(node) >= limit) return true
    if ('children' in node && collect(node.children, match, limit, found)) return true
  }
  return false
}
