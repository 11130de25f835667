import { compile } from 'css-select'
import { html } from 'parse5'
import { adapter } from 'parse5-htmlparser2-tree-adapter'

import { isElement, type AnyNode, type Element } from '../nodes.ts'
import { matches } from './compound.ts'
import { plainSelector } from './plain-selector.ts'
import { findBelow } from './walk.ts'

type Match = (node: AnyNode) => boolean
/** The elements below a node that are taken, in the order of the page. */
type Find = (context: AnyNode, limit: number) => Element[]

/** A selector that is ready to run, on any page. */
export interface CompiledSelector {
  /** Whether a node is an element that the selector takes, wherever it stands. */
  readonly match: Match
  /** Whether the selector is of one part, so that it does not matter what is around the element. */
  readonly single: boolean
  /** Takes no element for which a part of the selector stands outside of the context. */
  readonly find: Find
}

// Selectors stand in a crawler's source and are few; those that are made from data must not fill the memory.
const MOST_KEPT = 1000
const kept = new Map<string, CompiledSelector | undefined>()

/**
 * Compiles a selector once for the process, since that costs more than running it.
 *
 * `undefined` for what only cheerio itself can tell: positions such as `:first`, `:scope`, `:has`, and what is no selector.
 */
export function compileSelector(selector: string): CompiledSelector | undefined {
  if (kept.has(selector)) return kept.get(selector)
  if (kept.size >= MOST_KEPT) kept.clear()
  const compiled = tryCompile(selector)
  kept.set(selector, compiled)
  return compiled
}

function tryCompile(selector: string): CompiledSelector | undefined {
  // `:has` would keep the last page that it was tried on.
  if (/:scope|:has\(|(?:^|,)\s*[>+~]/.test(selector)) return undefined
  const single = !/[\s>+~:]/.test(selector)
  const plain = plainSelector(selector)
  if (plain) {
    return {
      match: (node) => isElement(node) && matches(plain, node),
      single,
      find: (context, limit) => findBelow(context, plain, limit, isTop(context) ? undefined : context),
    }
  }
  try {
    const match = compileIn(selector)
    return {
      match,
      single,
      find: single
        ? (context, limit) => findBelow(context, { test: match }, limit)
        : findWithin(selector, match),
    }
  } catch {
    return undefined
  }
}

/** Whether nothing of the page is outside of a node. */
function isTop(node: AnyNode): boolean {
  return !isElement(node) || !node.parent || !isElement(node.parent)
}

function compileIn(selector: string, context?: AnyNode[]): Match {
  // What css-select remembers of one run would be wrong in the next, on a page that has changed.
  return compile<AnyNode, AnyNode>(selector, { cacheResults: false, ...(context && { context }) })
}

/** css-select looks into its array of contexts at each match, as its own `:has` needs it: so one compilation serves all. */
function findWithin(selector: string, match: Match): Find {
  const nobody = adapter.createElement('nobody', html.NS.HTML, [])
  adapter.appendChild(adapter.createElement('nobody', html.NS.HTML, []), nobody)
  const scope: AnyNode[] = [nobody]
  const matchInScope = compileIn(selector, scope)
  return (context, limit) => {
    if (isTop(context)) return findBelow(context, { test: match }, limit)
    scope[0] = context
    try {
      return findBelow(context, { test: matchInScope }, limit)
    } finally {
      // Or the page would live as long as the selector.
      scope[0] = nobody
    }
  }
}
