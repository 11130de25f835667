import type { Crawler } from '../../extract/definition.ts'
import type { Reading } from '../../frontier/archive/response-row.ts'

/** How a crawler reads its pages today, whatever it did when they were recorded. */
export function readingOf({ session, parser }: Crawler): Reading {
  return { fallbackCharset: session?.charset, parser }
}
