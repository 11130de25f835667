import type { Labels, Metric, Sample } from './exposition.ts'

/** Numbers that only grow, one for each set of labels. */
export class Counter implements Metric {
  readonly type = 'counter'
  readonly name: string
  readonly help: string
  readonly #samples = new Map<string, { readonly labels: Labels; value: number }>()

  constructor(name: string, help: string) {
    this.name = name
    this.help = help
  }

  add(labels: Labels, amount = 1): void {
    const key = JSON.stringify(labels)
    const sample = this.#samples.get(key)
    if (sample) sample.value += amount
    else this.#samples.set(key, { labels, value: amount })
  }

  samples(): Iterable<Sample> {
    return this.#samples.values()
  }
}
