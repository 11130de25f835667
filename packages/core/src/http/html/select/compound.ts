import type { AnyNode, Element } from '../nodes.ts'

/** Whether an element is taken; of its ancestors those count that are `top` or below it. */
export type ElementTest = (element: Element, top?: AnyNode) => boolean

/** What an element must have to be taken. Most selectors ask for a tag and a class: to compare these takes no call. */
export interface Compound {
  readonly tag?: string | undefined
  readonly className?: string | undefined
  /** All else. */
  readonly test?: ElementTest | undefined
}

/** Whether an element is taken. */
export function matches({ tag, className, test }: Compound, element: Element, top?: AnyNode): boolean {
  if (tag !== undefined && element.name !== tag) return false
  if (className !== undefined && !hasWord(element.attribs['class'], className)) return false
  return test === undefined || test(element, top)
}

/** Whether a word stands in a list of words. */
export function hasWord(list: string | undefined, word: string): boolean {
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
