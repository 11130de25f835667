import { readFileSync } from 'node:fs'

/** What a process took after so many pages, in bytes, when everything had been collected. */
interface Sample {
  readonly pid: number
  readonly done: number
  readonly rss: number
  readonly heap: number
}

/** What a crawl took in a tenth of its pages: the median of its samples, in bytes. */
export interface Footprint {
  readonly samples: number
  readonly rss: number
  readonly heap: number
}

/** What the last process of a crawl took in the second and in the last tenth of its pages. */
export function compareMemory(
  file: string,
  pages: number,
): { readonly second: Footprint; readonly last: Footprint } {
  const all = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Sample)
  const samples = all.filter(({ pid }) => pid === all.at(-1)?.pid)
  const tenth = (number: number) =>
    footprint(
      samples.filter(({ done }) => done > ((number - 1) * pages) / 10 && done <= (number * pages) / 10),
    )
  return { second: tenth(2), last: tenth(10) }
}

function footprint(samples: readonly Sample[]): Footprint {
  return {
    samples: samples.length,
    rss: median(samples.map(({ rss }) => rss)),
    heap: median(samples.map(({ heap }) => heap)),
  }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN
}
