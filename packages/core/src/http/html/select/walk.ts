import { isText } from 'domhandler'

import { isElement, type AnyNode, type Element } from '../nodes.ts'
import { matches, type Compound } from './compound.ts'

/**
 * The elements below a node that match, in the order of the page.
 *
 * @param top - of an element's ancestors those count that are this node or below it; all where there is none.
 */
export function findBelow(node: AnyNode, compound: Compound, limit: number, top?: AnyNode): Element[] {
  const found: Element[] = []
  if ('children' in node) collect(node.children, compound, limit, top, found)
  return found
}

/** Whether enough was found. */
function collect(
  nodes: readonly AnyNode[],
  compound: Compound,
  limit: number,
  top: AnyNode | undefined,
  found: Element[],
): boolean {
  // By index: an iterator costs as much again.
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index]
    if (!node || isText(node)) continue
    if (isElement(node)) {
      if (matches(compound, node, top) && found.push(node) >= limit) return true
      if (!isLeaf(node) && collect(node.children, compound, limit, top, found)) return true
    } else if ('children' in node && collect(node.children, compound, limit, top, found)) return true
  }
  return false
}

/** Whether an element holds nothing but a text, as most do. */
function isLeaf({ children }: Element): boolean {
  const [first] = children
  return first === undefined || (children.length === 1 && isText(first))
}
