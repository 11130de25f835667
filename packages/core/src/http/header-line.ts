import { DefinitionError } from '../errors.ts'
import { TOKEN } from './fields/token.ts'

/** A text that is revealed only where it is sent, such as a `Secret`; `String(text)` is what may be shown of it. */
export interface HiddenText {
  reveal(): string
  toString(): string
}

/** A header's value, as it is or hidden. */
export type HeaderValue = string | HiddenText

/** What a value shows as. */
export function shownValue(value: HeaderValue): string {
  return typeof value === 'string' ? value : String(value)
}

/**
 * The spelling under which names compare.
 *
 * @throws {DefinitionError} for what is no text.
 */
export function headerKey(name: unknown): string {
  if (typeof name === 'string') return name.toLowerCase()
  throw new DefinitionError(`a header name is ${typeof name}: give a text such as 'accept-language'`)
}

// Printable Latin-1 and tab; nothing that could end the line (RFC 9110 section 5.5).
// oxlint-disable-next-line no-control-regex
const VALUE = /^(?![ \t])[\t\x20-\x7e\x80-\xff]*(?<![ \t])$/

/**
 * A line that can be sent; what is hidden is checked when it is revealed.
 *
 * @throws {DefinitionError} for a wrong name or value, which is never shown.
 */
export function checkedLine(name: string, value: HeaderValue): [string, HeaderValue] {
  if (!TOKEN.test(name))
    throw new DefinitionError(`header name ${JSON.stringify(name)} is not a token: use letters, digits and -`)
  return [name, isHidden(value) ? value : checkedText(name, value)]
}

function isHidden(value: unknown): value is HiddenText {
  return (
    typeof value === 'object' && value !== null && 'reveal' in value && typeof value.reveal === 'function'
  )
}

/** @throws {DefinitionError} for a value that cannot be sent. */
export function checkedText(name: string, value: unknown): string {
  if (typeof value !== 'string')
    throw new DefinitionError(`header ${name} has a value that is no text: write it as text`)
  if (!VALUE.test(value)) {
    // The value may be a credential: it is never shown.
    throw new DefinitionError(
      `header ${name} has a value that cannot be sent: no line breaks, control characters, outer spaces or characters above U+00FF`,
    )
  }
  return value
}
