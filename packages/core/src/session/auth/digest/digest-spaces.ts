import { admits, isDigestSpace } from './digest-space.ts'
import type { DigestSpace } from './digest-space.ts'

// Only a server that invents realms needs more.
const MAX_SPACES = 100

/** The spaces that a session was let into: their pages are signed at once, without waiting for a challenge. */
export class DigestSpaces {
  #spaces: readonly DigestSpace[]
  #version = 0

  /** From what `toJSON` gave; what is damaged is left out. */
  constructor(saved: unknown) {
    this.#spaces = Array.isArray(saved) ? structuredClone(saved.filter(isDigestSpace)) : []
  }

  /** Grows with each space that comes or goes. */
  get version(): number {
    return this.#version
  }

  /** The newest space of a user that a URL is in. */
  find(url: URL, user: string): DigestSpace | undefined {
    return this.#spaces.find((space) => admits(space, url, user))
  }

  /** Keeps a space, in the place of the one with the same realm, roots and user. */
  remember(space: DigestSpace): void {
    const others = this.#spaces.filter((other) => identity(other) !== identity(space))
    this.#spaces = [space, ...others].slice(0, MAX_SPACES)
    this.#version++
  }

  forget(space: DigestSpace): void {
    this.#spaces = this.#spaces.filter((other) => other !== space)
    this.#version++
  }

  toJSON(): readonly DigestSpace[] {
    return this.#spaces
  }
}

function identity({ challenge, user, roots }: DigestSpace): string {
  return [challenge.realm, user, ...roots].join('\n')
}
