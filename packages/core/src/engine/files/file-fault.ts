import { RouteError, StoreError, type CrawlError } from '../../errors.ts'
import type { QueuedRequest } from '../../frontier/store.ts'
import { codeOf, messageOf } from '../../thrown.ts'

/** What a file system says to a name: a file is in the way of a folder or the other way round, or the path is too long. */
const OF_NAMES: ReadonlySet<string> = new Set([
  'EEXIST',
  'EILSEQ',
  'EISDIR',
  'ENAMETOOLONG',
  'ENOTDIR',
  'ENOTEMPTY',
])

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT'])

/** The fault of a page whose name for a file cannot be; any other is that of the disk. */
export function nameFault(
  error: unknown,
  { url, route }: QueuedRequest,
  names: readonly string[],
): CrawlError {
  if (!OF_NAMES.has(codeOf(error) ?? '')) return diskFault(error)
  const problem = `saves its page as ${names.join(' and ')}, where the disk has no room for that name (${messageOf(error)}): a file and a folder cannot share one, nor a name be that long`
  return new RouteError('FILE_NAME', { url, route }, problem, { cause: error })
}

/** A disk that does not take a file: the run ends, and the same command goes on. */
export function diskFault(error: unknown): CrawlError {
  if (FULL.has(codeOf(error) ?? '')) {
    const problem = 'the disk of the files is full, and nothing of the page was kept'
    const remedy = 'free some space, then run again: the crawl goes on where it stopped'
    return new StoreError('DISK_FULL', `${problem} (${messageOf(error)}): ${remedy}`, { cause: error })
  }
  const remedy =
    'mend that, or name another folder with --files, then run again: the crawl goes on where it stopped'
  return new StoreError('OUTPUT', `a file could not be kept (${messageOf(error)}): ${remedy}`, {
    cause: error,
  })
}
