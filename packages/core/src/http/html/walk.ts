import { isElement, type AnyNode, type Element } from './nodes.ts'

/** The elements below a node that match, in the order of the page. */
export function findBelow(top: AnyNode, match: (node: AnyNode) => boolean, limit: number): Element[] {
  const found: Element[] = []
  let node: AnyNode | undefined = firstChild(top)
  while (node) {
    if (isElement(node) && match(node) && found.push(node) >= limit) break
    node = firstChild(node) ?? nextBeyond(node, top)
  }
  return found
}

function firstChild(node: AnyNode): AnyNode | undefined {
  return 'children' in node ? node.children[0] : undefined
}

/** The next node that is not below this one. */
function nextBeyond(node: AnyNode, top: AnyNode): AnyNode | undefined {
  let current: AnyNode | null = node
  while (current && current !== top) {
    if (current.next) return current.next
    current = current.parent
  }
  return undefined
}
