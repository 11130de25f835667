import { Token, Tokenizer, type Parser } from 'parse5'

import { AMPERSAND, APOSTROPHE, DASH, LESS_THAN, NULL, QUOTE, RETURN } from '../letters.ts'
import type { TreeMap } from '../nodes.ts'
import { skipBlanks } from '../places.ts'
import { endOfPlainName, MANY_ATTRIBUTES, plainTag } from './plain-tag.ts'

const BEYOND_BASIC_PLANE = 0x10000

/** Insertion modes in which blanks among other characters are treated as these are: in the body, and in raw text. */
const MIXING = new Set([6, 7])

/**
 * parse5's tokenizer, that takes what is plain at once where parse5 takes it letter by letter: tags, and runs of text,
 * of names and of values. A page is mostly made of them.
 *
 * What is not plain, such as entities, carriage returns and the null character, is left to parse5.
 */
export class RunTokenizer extends Tokenizer {
  declare protected readonly handler: Parser<TreeMap>
  /** The names of a tag's attributes, where they are many. */
  #names: { readonly attrs: Token.Attribute[]; readonly known: Set<string> } | undefined

  protected override _stateData(point: number): void {
    const isTaken = point === LESS_THAN ? this.#emitTag() : this.#emitRun(point, AMPERSAND)
    if (!isTaken) super._stateData(point)
  }

  protected override _stateRcdata(point: number): void {
    if (!this.#emitRun(point, AMPERSAND)) super._stateRcdata(point)
  }

  protected override _stateRawtext(point: number): void {
    if (!this.#emitRun(point, LESS_THAN)) super._stateRawtext(point)
  }

  protected override _stateScriptData(point: number): void {
    if (!this.#emitRun(point, LESS_THAN)) super._stateScriptData(point)
  }

  protected override _stateComment(point: number): void {
    const run = this.#take(point, DASH, LESS_THAN)
    if (run === '') super._stateComment(point)
    else if (this.currentToken?.type === Token.TokenType.COMMENT) this.currentToken.data += run
  }

  protected override _stateAttributeValueDoubleQuoted(point: number): void {
    const run = this.#take(point, QUOTE, AMPERSAND)
    if (run === '') super._stateAttributeValueDoubleQuoted(point)
    else this.currentAttr.value += run
  }

  protected override _stateAttributeValueSingleQuoted(point: number): void {
    const run = this.#take(point, APOSTROPHE, AMPERSAND)
    if (run === '') super._stateAttributeValueSingleQuoted(point)
    else this.currentAttr.value += run
  }

  protected override _stateAttributeName(point: number): void {
    const name = this.#takeName()
    if (name === '') super._stateAttributeName(point)
    else this.currentAttr.name += name
  }

  protected override _stateTagName(point: number): void {
    const name = this.#takeName()
    if (name === '') super._stateTagName(point)
    else if (this.currentToken && 'tagName' in this.currentToken) this.currentToken.tagName += name
  }

  /** parse5 compares each name with all before it, which takes minutes for a hostile page of nothing but names. */
  protected override _leaveAttrName(): void {
    const { currentToken, currentAttr } = this
    if (!currentToken || !('attrs' in currentToken) || currentToken.attrs.length < MANY_ATTRIBUTES)
      return super._leaveAttrName()
    const { attrs } = currentToken
    if (this.#names?.attrs !== attrs) this.#names = { attrs, known: new Set(attrs.map(({ name }) => name)) }
    if (this.#names.known.has(currentAttr.name)) return
    this.#names.known.add(currentAttr.name)
    attrs.push(currentAttr)
  }

  /** Emits the tag that begins here; false when it is not plain. */
  #emitTag(): boolean {
    const tag = plainTag(this.preprocessor.html, this.preprocessor.pos)
    if (!tag) return false
    this.currentToken = tag.token
    this.preprocessor.pos = tag.end
    this.emitCurrentTagToken()
    return true
  }

  /** Emits the run that begins here; false when there is none. */
  #emitRun(point: number, special: number): boolean {
    const run = this.#take(point, special, LESS_THAN)
    if (run === '') return false
    const { insertionMode, skipNextNewLine } = this.handler
    if (MIXING.has(insertionMode) && !skipNextNewLine) this.#emit(run)
    else for (const [part] of run.matchAll(/[\t\n\f ]+|[^\t\n\f ]+/g)) this.#emit(part)
    return true
  }

  #emit(run: string): void {
    const { CHARACTER, WHITESPACE_CHARACTER } = Token.TokenType
    this._appendCharToCurrentCharacterToken(
      skipBlanks(run, 0) === run.length ? WHITESPACE_CHARACTER : CHARACTER,
      run,
    )
  }

  /** Moves to the last character before one of those that have a meaning, and gives what was passed. */
  #take(point: number, one: number, other: number): string {
    // The tokenizer stands on the second half of such a character.
    if (point >= BEYOND_BASIC_PLANE) return ''
    const { html, pos } = this.preprocessor
    let end = pos
    while (end < html.length) {
      const code = html.charCodeAt(end)
      if (code === one || code === other || code === NULL || code === RETURN) break
      end++
    }
    return this.#moveTo(end)
  }

  #takeName(): string {
    const { html, pos } = this.preprocessor
    return this.#moveTo(endOfPlainName(html, pos))
  }

  #moveTo(end: number): string {
    const { preprocessor } = this
    const { html, pos } = preprocessor
    if (end <= pos) return ''
    preprocessor.pos = end - 1
    return html.slice(pos, end)
  }
}
