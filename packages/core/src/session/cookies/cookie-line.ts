/** A cookie on the wire: the name is empty for one that is sent as its value alone. */
export interface CookiePair {
  readonly name: string
  readonly value: string
}

/** A Cookie header, and what did not fit into it. */
export interface CookieLine {
  /** `undefined` without cookies. */
  readonly value: string | undefined
  readonly withheld: readonly CookiePair[]
}

/** The most cookies of one request, as in curl. */
const MOST_SENT = 150

/** The longest Cookie line that servers are sure to take, in bytes, its name counted. */
const LONGEST_LINE = 8190

/** Writes the value of a Cookie header (RFC 6265bis section 5.8.3); from the first that does not fit on, none is sent. */
export function cookieLine(cookies: readonly CookiePair[]): CookieLine {
  let value = ''
  let sent = 0
  for (const cookie of cookies) {
    const longer = value === '' ? pairText(cookie) : `${value}; ${pairText(cookie)}`
    if (sent === MOST_SENT || 'Cookie: '.length + longer.length > LONGEST_LINE) break
    value = longer
    sent++
  }
  return { value: value === '' ? undefined : value, withheld: cookies.slice(sent) }
}

function pairText({ name, value }: CookiePair): string {
  return name === '' ? value : `${name}=${value}`
}
