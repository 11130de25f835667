import type { Labels, Metric, Sample } from './exposition.ts'

/** Upper bounds in seconds: from a page in the cache next door to one that its server thinks about. */
const BOUNDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60]

interface Distribution {
  readonly labels: Labels
  /** How many were at most as long as each bound. */
  readonly buckets: number[]
  sum: number
  count: number
}

/** How durations are distributed, in seconds. */
export class Histogram implements Metric {
  readonly type = 'histogram'
  readonly name: string
  readonly help: string
  readonly #distributions = new Map<string, Distribution>()

  constructor(name: string, help: string) {
    this.name = name
    this.help = help
  }

  observe(labels: Labels, seconds: number): void {
    const distribution = this.#of(labels)
    BOUNDS.forEach((bound, index) => {
      if (seconds <= bound) distribution.buckets[index]! += 1
    })
    distribution.sum += seconds
    distribution.count += 1
  }

  *samples(): Iterable<Sample> {
    for (const { labels, buckets, sum, count } of this.#distributions.values()) {
      for (const [index, value] of buckets.entries())
        yield { suffix: '_bucket', labels: { ...labels, le: String(BOUNDS[index]) }, value }
      yield { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count }
      yield { suffix: '_sum', labels, value: sum }
      yield { suffix: '_count', labels, value: count }
    }
  }

  #of(labels: Labels): Distribution {
    const key = JSON.stringify(labels)
    let distribution = this.#distributions.get(key)
    if (!distribution) {
      distribution = { labels, buckets: BOUNDS.map(() => 0), sum: 0, count: 0 }
      this.#distributions.set(key, distribution)
    }
    return distribution
  }
}
