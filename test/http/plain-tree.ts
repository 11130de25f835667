/** A node of cheerio's tree, of whatever kind. */
interface Node {
  readonly type: string
  readonly name?: string
  readonly data?: string
  readonly namespace?: string
  readonly attribs?: object
  readonly attributes?: unknown
  readonly children?: readonly Node[]
  readonly parent: Node | null
  readonly prev: Node | null
  readonly next: Node | null
}

/** A tree as plain values: all that makes one node differ from another, and whether they are linked as they stand. */
export function plainTree(node: object | undefined): unknown {
  return plain(node as Node, null)
}

function plain(node: Node, parent: Node | null, index = 0): unknown {
  const { type, name, data, namespace, attribs, attributes, children } = node
  const isLinked =
    node.parent === parent &&
    node.prev === (parent?.children?.[index - 1] ?? null) &&
    node.next === (parent?.children?.[index + 1] ?? null)
  return {
    kind: node.constructor.name,
    type,
    name,
    data,
    namespace,
    attributes,
    isLinked,
    attribs: { ...attribs },
    children: children?.map((child, index) => plain(child, node, index)),
  }
}
