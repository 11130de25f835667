// V8 copies what is shorter; anything longer points into the string that it was cut from.
const SHORTEST_SLICE = 13

/**
 * A copy of a value whose strings no longer keep alive the page that they were cut from.
 *
 * Goes through arrays and plain objects; anything else, such as a Date or a URL, stays what it is.
 */
export function detach<T>(value: T): T {
  // A copy has the type of what it copies, which no check can show.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return copyOf(value) as T
}

function copyOf(value: unknown): unknown {
  if (typeof value === 'string') return copyOfText(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyOf)
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  const entries = Object.entries(value).map(([name, part]): [string, unknown] => [name, copyOf(part)])
  const copy = Object.fromEntries(entries)
  return prototype === null ? Object.setPrototypeOf(copy, null) : copy
}

/** Joining makes a new string and cutting makes it flat; the cut then points into that, which is no longer than itself. */
function copyOfText(text: string): string {
  return text.length < SHORTEST_SLICE ? text : ` ${text}`.slice(1)
}
