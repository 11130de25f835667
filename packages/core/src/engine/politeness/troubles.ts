import type { Limiter } from '../../frontier/limiter/limiter.ts'
import type { SiteTurns } from '../../frontier/limiter/site-turns.ts'

/** A pause that is shorter is not worth a word, in milliseconds. */
const SHORT = 1_000

/** What keeps a crawl from asking its sites as fast as it may, in a phrase for each. */
export function troublesOf(limiter: Limiter): string[] {
  return [...limiter.all()].map(troubleOf).filter((trouble) => trouble !== undefined)
}

/** Requests a second that the slowest site is asked now; `undefined` for no limit. */
export function slowestOf(limiter: Limiter): number | undefined {
  const interval = Math.max(0, ...[...limiter.all()].map(({ rate }) => rate.interval))
  return interval > 0 ? 1_000 / interval : undefined
}

function troubleOf({ name, health, isSlowed, rate }: SiteTurns): string | undefined {
  const { quiet, circuit, problem } = health
  const cause = problem === undefined ? '' : ` (${problem})`
  if (circuit.isOpen) return `${name} gives nothing but failures${cause}: asked again from time to time`
  if (quiet > SHORT) return `${name} asked to be left alone until ${clock(Date.now() + quiet)}`
  if (!isSlowed) return undefined
  const pace =
    rate.interval > 0 ? `${(1_000 / rate.interval).toPrecision(2)} requests/s` : `${rate.concurrency} at once`
  return `${name} slowed to ${pace}${cause}`
}

function clock(time: number): string {
  const date = new Date(time)
  const isToday = date.toDateString() === new Date().toDateString()
  return isToday ? date.toLocaleTimeString('en-GB') : date.toLocaleString('en-GB')
}
