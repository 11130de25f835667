// The last moment that a Date can tell: a server may ask for ages.
const LAST_DATE = 8.64e15

/**
 * When a server wants to be asked again, from its Retry-After (RFC 9110 section 10.2.3): seconds, or a date.
 *
 * `undefined` without the header or for one that cannot be read; a date in the past is returned as it is.
 */
export function retryAfter(value: string | null, now: number = Date.now()): Date | undefined {
  if (value === null) return undefined
  const text = value.trim()
  const time = /^\d+(\.\d+)?$/.test(text) ? now + Number(text) * 1000 : dateOf(text)
  const date = new Date(Math.min(time, LAST_DATE))
  return Number.isNaN(date.getTime()) ? undefined : date
}

// Date.parse reads nearly anything, even "-5"; the three forms of HTTP all begin with the day's name.
function dateOf(text: string): number {
  return /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text) ? Date.parse(inGmt(text)) : Number.NaN
}

/** The asctime form names no zone, and is GMT all the same (RFC 9110 section 5.6.7). */
function inGmt(text: string): string {
  return text.endsWith('GMT') ? text : `${text} GMT`
}
