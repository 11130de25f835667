import type { Limits } from '../extract/limits.ts'
import { wholeNumber } from './show/numbers.ts'

/** The limits of a run as options of the command line. */
export interface LimitOptions {
  readonly maxPages?: string
  readonly maxDepth?: string
  readonly maxMinutes?: string
  readonly maxBytes?: string
  readonly maxErrors?: string
}

/** Those that were given; they take the place of the crawler's. */
export function limitsOf(options: LimitOptions): Limits {
  const { maxPages, maxDepth, maxMinutes, maxBytes, maxErrors } = options
  return {
    ...(maxPages !== undefined && { pages: wholeNumber('--max-pages', maxPages) }),
    ...(maxDepth !== undefined && { depth: wholeNumber('--max-depth', maxDepth) }),
    ...(maxMinutes !== undefined && { minutes: wholeNumber('--max-minutes', maxMinutes) }),
    ...(maxBytes !== undefined && { bytes: wholeNumber('--max-bytes', maxBytes) }),
    ...(maxErrors !== undefined && { errors: wholeNumber('--max-errors', maxErrors) }),
  }
}
