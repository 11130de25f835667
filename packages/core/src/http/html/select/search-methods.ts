import type { Cheerio } from 'cheerio/slim'

import type { AnyNode, Element } from '../nodes.ts'
import { compileSelector, type CompiledSelector } from './compiled-selector.ts'

type Selection = Cheerio<AnyNode>
type Method = (this: Selection, selector: unknown, ...rest: unknown[]) => unknown

/** The methods that choose among nodes at hand, by a selector or by a function. */
const CHOOSING = [
  'children',
  'closest',
  'filter',
  'is',
  'next',
  'nextAll',
  'not',
  'parent',
  'parents',
  'prev',
  'prevAll',
  'siblings',
] as const

/** cheerio's methods that take a selector, with compiled ones; what these cannot say is left to cheerio's own. */
export function searchMethods(
  cheerio: Selection,
): Pick<Selection, '_findBySelector' | (typeof CHOOSING)[number]> {
  const choosing = CHOOSING.map((name) => {
    const own: unknown = cheerio[name]
    // Their types differ by overloads that all come to this.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return [name, choosingMethod(own as Method)]
  })
  return {
    ...Object.fromEntries(choosing),
    _findBySelector(this: Selection, selector: string, limit: number) {
      const found = findCompiled(this, selector, limit)
      return found ? this._make(found) : cheerio._findBySelector.call(this, selector, limit)
    },
  }
}

function choosingMethod(own: Method): Method {
  return function choose(selector, ...rest) {
    const compiled = typeof selector === 'string' ? compiledFor(this, selector) : undefined
    if (!compiled) return own.call(this, selector, ...rest)
    return own.call(this, (_index: number, node: AnyNode) => compiled.match(node), ...rest)
  }
}

function findCompiled(contexts: Selection, selector: string, limit: number): Element[] | undefined {
  const compiled = compiledFor(contexts, selector)
  const [first] = contexts
  if (!compiled || !first) return undefined
  if (contexts.length === 1) return compiled.find(first, limit)
  if (!compiled.single) return undefined
  const found: Element[] = []
  for (const context of outermost(contexts)) {
    found.push(...compiled.find(context, limit - found.length))
    if (found.length >= limit) break
  }
  return found
}

/** Pages of other rules, such as XML, are cheerio's own matter. */
function compiledFor({ options }: Selection, selector: string): CompiledSelector | undefined {
  const isUsual = !options.xmlMode && !options.pseudos && !options.quirksMode
  return isUsual ? compileSelector(selector) : undefined
}

/** Nodes without those that are within others of them. */
function outermost(nodes: Iterable<AnyNode>): AnyNode[] {
  const all = new Set(nodes)
  return [...all].filter((node) => {
    let above = node.parent
    while (above && !all.has(above)) above = above.parent
    return !above
  })
}
