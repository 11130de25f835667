/** A day, and the time zones that it may be meant in. */
const WHOLE_DAY = 36 * 3_600_000

/**
 * Until when something was changed, by a date as sitemaps (W3C date and time) and feeds (RFC 822) write it, in
 * milliseconds since 1970: a day counts to its end anywhere on earth. `undefined` for anything coarser, or wrong.
 */
export function lastModified(text: string): number | undefined {
  const date = text.trim()
  if (date.length < 10) return undefined
  const time = Date.parse(date)
  if (Number.isNaN(time)) return undefined
  return date.length === 10 ? time + WHOLE_DAY : time
}
