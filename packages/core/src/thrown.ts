/** What was thrown, as an error: JavaScript may throw anything. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

/** What is said by what was thrown. */
export function messageOf(thrown: unknown): string {
  return asError(thrown).message
}

/** The code that Node gives an error, such as `ENOENT`. */
export function codeOf(thrown: unknown): string | undefined {
  const { code } = (thrown ?? {}) as { readonly code?: unknown }
  return typeof code === 'string' ? code : undefined
}
