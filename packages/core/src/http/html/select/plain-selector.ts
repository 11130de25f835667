import { isElement, type AnyNode, type Element } from '../nodes.ts'

/** Whether an element is taken; of its ancestors those count that are `top` or below it. */
export type PlainTest = (element: Element, top?: AnyNode) => boolean

type Test = (element: Element) => boolean

/** One part of a chain, and how it stands to the part before it. */
interface Step {
  readonly test: Test
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
export function plainSelector(selector: string): PlainTest | undefined {
  const chains: PlainTest[] = []
  for (const part of selector.split(',')) {
    const chain = chainOf(part.trim())
    if (!chain) return undefined
    chains.push(chain)
  }
  const [only] = chains
  if (chains.length === 1) return only
  return (element, top) => chains.some((takes) => takes(element, top))
}

function chainOf(selector: string): PlainTest | undefined {
  const steps: Step[] = []
  let isChild = false
  for (const word of selector.split(/\s*(>)\s*|\s+/).filter((part) => part !== undefined)) {
    if (word === '>') {
      isChild = true
      continue
    }
    const test = compoundOf(word)
    if (!test) return undefined
    steps.push({ test, isChild })
    isChild = false
  }
  const last = steps.at(-1)
  if (!last || isChild || steps[0]?.isChild) return undefined
  if (steps.length === 1) return last.test
  return (element, top) => last.test(element) && isWithin(element, steps, steps.length - 1, top)
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
    if (outer.test(above) && isWithin(above, steps, index - 1, top)) return true
    if (isChild) return false
  }
  return false
}

function compoundOf(selector: string): Test | undefined {
  const [, tag, rest = ''] = COMPOUND.exec(selector) ?? [selector]
  if (tag === undefined && rest === '') return undefined
  const tests = (rest.match(/[.#[][\w-]+/g) ?? []).map((word) => testOf(word.charAt(0), word.slice(1)))
  if (tag !== undefined && tag !== '*') tests.unshift(({ name }) => name === tag)
  const [one, two] = tests
  if (!one) return () => true
  if (!two) return one
  return tests.length === 2
    ? (element) => one(element) && two(element)
    : (element) => tests.every((test) => test(element))
}

function testOf(sign: string, name: string): Test {
  if (sign === '#') return ({ attribs }) => attribs['id'] === name
  if (sign === '.') return ({ attribs }) => hasWord(attribs['class'], name)
  return ({ attribs }) => Object.hasOwn(attribs, name)
}

/** Whether a word stands in a list of words. */
function hasWord(list: string | undefined, word: string): boolean {
  if (list === undefined || list.length < word.length) return false
  if (list.length === word.length) return list === word
  for (let start = list.indexOf(word); start >= 0; start = list.indexOf(word, start + 1)) {
    if (isBorder(list, start - 1) && isBorder(list, start + word.length)) return true
  }
  return false
}

function isBorder(list: string, index: number): boolean {
  return index < 0 || index >= list.length || list.charCodeAt(index) <= 32
}
