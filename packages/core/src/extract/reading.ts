import type { Reading } from '../frontier/archive/response-row.ts'
import type { Crawler } from './definition.ts'

/** How a crawler reads the pages of one of its accounts, as far as it says so. */
export function readingOf({ session, accounts, parser }: Crawler, account: string): Reading {
  const own = accounts?.find(({ name }) => name === account)?.session
  const charset = own?.charset ?? session?.charset
  return { ...(charset !== undefined && { fallbackCharset: charset }), ...(parser && { parser }) }
}
