import { isText } from 'domhandler'

import { isElement, type AnyNode, type Element } from './nodes.ts'

/** The elements below a node that match, in the order of the page. */
export function findBelow(top: AnyNode, match: (node: AnyNode) => boolean, limit: number): Element[] {
  const found: Element[] = []
  let node = firstChild(top)
  while (node) {
    if (isText(node)) {
      node = node.next ?? nextAbove(node, top)
      continue
    }
    if (isElement(node) && match(node) && found.push(node) >= limit) break
    node = firstChild(node) ?? node.next ?? nextAbove(node, top)
  }
  return found
}

function firstChild(node: AnyNode): AnyNode | null {
  return ('children' in node && node.children[0]) || null
}

/** What comes after a node that is the last of its parent. */
function nextAbove(node: AnyNode, top: AnyNode): AnyNode | null {
  let above = node.parent
  while (above && above !== top) {
    if (above.next) return above.next
    above = above.parent
  }
  return null
}
