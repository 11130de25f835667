/** Complains of what is there and no number above 0, or of another kind than it must be. */
export function* complainOfNumber(
  field: string,
  value: unknown,
  also: (value: number) => boolean = () => true,
): Generator<string> {
  if (value === undefined) return
  if (typeof value === 'number' && value > 0 && also(value)) return
  yield `${field} is ${show(value)}: write a number above 0`
}

/** A wrong value as its author wrote it. */
export function show(value: unknown): string {
  return value instanceof URL ? value.href : (JSON.stringify(value) ?? String(value))
}
