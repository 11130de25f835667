import type { FailureGroup } from '../../../frontier/store.ts'
import { asError } from '../../../thrown.ts'

/** Failures by class of error, each with the first as its example. */
export class FailureGroups {
  readonly #groups = new Map<string, FailureGroup>()

  add(url: string, error: unknown): void {
    const { name, message } = asError(error)
    const { count, example } = this.#groups.get(name) ?? { count: 0, example: { url, message } }
    this.#groups.set(name, { name, count: count + 1, example })
  }

  /** Those that came most often first. */
  all(): FailureGroup[] {
    return [...this.#groups.values()].toSorted((a, b) => b.count - a.count)
  }
}
