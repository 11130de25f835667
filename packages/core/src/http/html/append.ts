import type { ChildNode } from 'domhandler'

import type { ParentNode } from './nodes.ts'

/** Puts a node behind the last child of a parent; `last` is that child, or `null`. */
export function append(parent: ParentNode, node: ChildNode, last: ChildNode | null): void {
  node.parent = parent
  // An array that is made with its first node has no room for more, and most need none.
  if (last === null) parent.children = [node]
  else {
    node.prev = last
    last.next = node
    parent.children.push(node)
  }
}
