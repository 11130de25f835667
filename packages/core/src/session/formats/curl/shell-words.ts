import { DefinitionError } from '../../../errors.ts'
import { unescapeAnsiC } from './ansi-c.ts'

/** Blanks between words, and lines continued by a backslash. */
const GAP = /(?:\\\r?\n)*[ \t\r\n](?:[ \t\r\n]|\\\r?\n)*/y

/** What words are made of; each pattern is tried where the piece before ended. */
const PIECES: readonly (readonly [pattern: RegExp, read: (text: string) => string])[] = [
  [/\$'([^'\\]*(?:\\[^][^'\\]*)*)'/y, unescapeAnsiC],
  [/'([^']*)'/y, (text) => text],
  [/\$?"([^"\\]*(?:\\[^][^"\\]*)*)"/y, (text) => text.replaceAll(/\\(?:([$`"\\])|\r?\n)/g, '$1')],
  [/\\(\r?\n)/y, () => ''],
  [/\\([^])/y, (text) => text],
  [/([^\s'"\\;|&<>()]+)/y, (text) => text],
]

/**
 * Splits a command line as bash does: 'single', "double" and $'ANSI-C' quotes, backslashes, continued lines.
 *
 * @throws {DefinitionError} with the line of a quote that is never closed, or of a second command.
 */
export function splitShellWords(text: string): string[] {
  const words: string[] = []
  let isInside = false
  for (let at = 0; at < text.length;) {
    const gap = matchAt(GAP, text, at)
    const piece = gap ? { text: '', length: gap[0].length } : pieceAt(text, at)
    if (!gap && isInside) words.push((words.pop() ?? '') + piece.text)
    else if (!gap) words.push(piece.text)
    isInside = !gap
    at += piece.length
  }
  return words
}

function pieceAt(text: string, at: number): { text: string; length: number } {
  for (const [pattern, read] of PIECES) {
    const match = matchAt(pattern, text, at)
    if (match) return { text: read(match[1] ?? ''), length: match[0].length }
  }
  const line = text.slice(0, at).split('\n').length
  const problem = /['"$]/.test(text.charAt(at))
    ? 'a quote that is not closed'
    : `a ${text.charAt(at)} outside quotes`
  throw new DefinitionError(
    `line ${line} of the command has ${problem}: paste one whole command, copied as cURL (bash)`,
  )
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}
