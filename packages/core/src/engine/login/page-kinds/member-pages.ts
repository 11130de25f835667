import { RequestError } from '../../../errors.ts'
import type { Session } from '../../../session/session.ts'
import { patiently } from '../patiently.ts'
import type { Member } from '../user.ts'

/** How many pages are tried at most. */
const MOST_TRIED = 16

/**
 * Finds a page for members only, by asking for it as a stranger: it tells whether a session is signed in where the
 * crawler itself names no proof.
 */
export class MemberPages {
  readonly #member: Member
  readonly #tried = new Set<string>()
  #found: string | undefined

  constructor(member: Member) {
    this.#member = member
  }

  /** Such a page: the one that was found before, else the first of these that is one. */
  async find(urls: readonly string[], signal: AbortSignal): Promise<string | undefined> {
    if (this.#found !== undefined) return this.#found
    const untried = [...new Set(urls)].filter((url) => !this.#tried.has(url))
    if (untried.length === 0 || this.#tried.size >= MOST_TRIED) return undefined
    await using stranger = this.#member.newSession()
    for (const url of untried) {
      this.#tried.add(url)
      if (await this.#isClosedTo(stranger, url, signal)) return (this.#found = url)
    }
    return undefined
  }

  /** The page that was found tells nothing any more. */
  forget(): void {
    this.#found = undefined
  }

  async #isClosedTo(stranger: Session, url: string, signal: AbortSignal): Promise<boolean> {
    const headers = { cookie: null, authorization: null }
    try {
      const response = await patiently(() => stranger.get(url, { headers, auth: null, signal }), signal)
      return this.#member.signs.isForStrangers(response)
    } catch (error) {
      if (error instanceof RequestError && !signal.aborted) return false
      throw error
    }
  }
}
