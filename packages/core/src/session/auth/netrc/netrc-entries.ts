import { DefinitionError } from '../../../errors.ts'

/** What a netrc file says of one machine; without a machine it is the default. */
export interface NetrcEntry {
  /** In lower case. */
  readonly machine: string | undefined
  login?: string
  password?: string
  account?: string
}

interface Word {
  readonly text: string
  /** Where it begins in the file. */
  readonly at: number
}

// As curl: a quoted word ends on its line, a quote inside a word is a character.
const WORD = /"((?:[^"\\\n]|\\[^\n])*)"|[^\s"]\S*/y
const ESCAPES = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

/**
 * Reads a netrc file by curl's rules: words between blanks, `"quoted \"ones\""`, comments from `#`, macros skipped.
 *
 * @throws {DefinitionError} with the number of the line that is wrong, and never its words.
 */
export function netrcEntries(text: string, path: string): NetrcEntry[] {
  const entries: NetrcEntry[] = []
  const words = new Words(text, path)
  for (let word = words.next(); word; word = words.next()) {
    const entry = entries.at(-1)
    const keyword = word.text.toLowerCase()
    if (keyword.startsWith('#')) words.skipTo(/\n|$/g)
    else if (keyword === 'macdef') words.skipTo(/\n[ \t\r]*(?:\n|$)|$/g)
    else if (keyword === 'machine') entries.push({ machine: words.value(word).toLowerCase() })
    else if (keyword === 'default') entries.push({ machine: undefined })
    else if (keyword !== 'login' && keyword !== 'password' && keyword !== 'account') {
      throw words.wrong(
        word,
        'expected machine, login, password or another keyword: quote a value that has blanks',
      )
    } else if (!entry) throw words.wrong(word, `${keyword} comes before any machine`)
    else {
      const value = words.value(word)
      entry[keyword] ??= value
    }
  }
  return entries
}

/** The words of a file, one after the other. */
class Words {
  readonly #text: string
  readonly #path: string
  #at = 0

  constructor(text: string, path: string) {
    this.#text = text
    this.#path = path
  }

  next(): Word | undefined {
    this.skipTo(/\S|$/g)
    if (this.#at === this.#text.length) return undefined
    const at = this.#at
    WORD.lastIndex = at
    const match = WORD.exec(this.#text)
    if (!match) throw this.wrong({ text: '', at }, 'a quote is not closed')
    this.#at = WORD.lastIndex
    const [plain, quoted] = match
    return { text: quoted?.replace(/\\(.)/g, (_, sign: string) => ESCAPES.get(sign) ?? sign) ?? plain, at }
  }

  /** The word that belongs to a keyword. */
  value(keyword: Word): string {
    const word = this.next()
    if (!word) throw this.wrong(keyword, `${keyword.text} has no value`)
    if (/\p{Cc}/u.test(word.text)) throw this.wrong(word, 'a value has a control character')
    return word.text
  }

  skipTo(pattern: RegExp): void {
    pattern.lastIndex = this.#at
    this.#at = pattern.exec(this.#text)?.index ?? this.#text.length
  }

  wrong(word: Word, problem: string): DefinitionError {
    const line = this.#text.slice(0, word.at).split('\n').length
    return new DefinitionError(`netrc file ${this.#path}, line ${line}: ${problem}`)
  }
}
