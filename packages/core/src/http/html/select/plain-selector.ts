import { isElement, type AnyNode, type Element } from '../nodes.ts'
import { hasWord, matches, type Compound, type ElementTest } from './compound.ts'

/** One part of a chain, and how it stands to the part before it. */
interface Step {
  readonly compound: Compound
  readonly isChild: boolean
}

// Names without escapes; those of tags and attributes in lower case, as they are in the tree.
const WORD = String.raw`[A-Za-z_][\w-]*`
const NAME = '[a-z][a-z0-9-]*'
const COMPOUND = new RegExp(String.raw`^(?!$)(\*|${NAME})?((?:[.#]${WORD}|\[${NAME}\])*)$`)

/**
 * Reads a selector of the plain kind, which most are: tags, `.class`, `#id` and `[attribute]`, within one another by a
 * space or `>`, in lists. What it gives looks at the tree itself, at a fraction of what css-select needs.
 *
 * `undefined` for any other.
 */
export function plainSelector(selector: string): Compound | undefined {
  const chains: Compound[] = []
  for (const part of selector.split(',')) {
    const chain = chainOf(part.trim())
    if (!chain) return undefined
    chains.push(chain)
  }
  if (chains.length === 1) return chains[0]
  return { test: (element, top) => chains.some((chain) => matches(chain, element, top)) }
}

function chainOf(selector: string): Compound | undefined {
  const steps: Step[] = []
  let isChild = false
  for (const word of selector.split(/\s*(>)\s*|\s+/).filter((part) => part !== undefined)) {
    if (word === '>') {
      isChild = true
      continue
    }
    const compound = compoundOf(word)
    if (!compound) return undefined
    steps.push({ compound, isChild })
    isChild = false
  }
  const last = steps.at(-1)?.compound
  if (!last || isChild || steps[0]?.isChild) return undefined
  if (steps.length === 1) return last
  const { test } = last
  return {
    ...last,
    test: (element, top) =>
      (test === undefined || test(element)) && isWithin(element, steps, steps.length - 1, top),
  }
}

/** Whether an element that a step takes has above it what the steps before ask for. */
function isWithin(
  element: Element,
  steps: readonly Step[],
  index: number,
  top: AnyNode | undefined,
): boolean {
  const outer = steps[index - 1]
  if (!outer) return true
  const isChild = steps[index]?.isChild === true
  let above: AnyNode | null = element
  while (above !== top) {
    above = above.parent
    if (!above || !isElement(above)) return false
    if (matches(outer.compound, above) && isWithin(above, steps, index - 1, top)) return true
    if (isChild) return false
  }
  return false
}

function compoundOf(selector: string): Compound | undefined {
  const [, tag, rest = ''] = COMPOUND.exec(selector) ?? [selector]
  if (tag === undefined && rest === '') return undefined
  const words = rest.match(/[.#[][\w-]+/g) ?? []
  const className = words.find((word) => word.startsWith('.'))
  const tests = words
    .filter((word) => word !== className)
    .map((word) => testOf(word.charAt(0), word.slice(1)))
  return {
    tag: tag === '*' ? undefined : tag,
    className: className?.slice(1),
    test: tests.length > 1 ? (element) => tests.every((test) => test(element)) : tests[0],
  }
}

function testOf(sign: string, name: string): ElementTest {
  if (sign === '#') return ({ attribs }) => attribs['id'] === name
  if (sign === '.') return ({ attribs }) => hasWord(attribs['class'], name)
  return ({ attribs }) => Object.hasOwn(attribs, name)
}
