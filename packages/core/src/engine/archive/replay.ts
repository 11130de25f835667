import { DefinitionError, RequestError } from '../../errors.ts'
import type { Crawler } from '../../extract/definition.ts'
import { readingOf } from '../../extract/reading.ts'
import type { Archive } from '../../frontier/archive/archive.ts'
import type { ArchivedRun } from '../../frontier/archive/archived-run.ts'
import type { Robots } from '../../frontier/robots/robots.ts'
import type { QueuedRequest } from '../../frontier/store.ts'
import type { MountFunction } from '../../session/transport/mount.ts'
import type { SignedInPage } from '../login/signed-in-page.ts'
import type { Pages } from './pages.ts'

/** A crawl of the pages that a run has left in an archive. */
export class Replay implements Pages {
  readonly mayChange = false
  readonly #archived: ArchivedRun
  readonly #crawler: Crawler

  constructor(archived: ArchivedRun, crawler: Crawler) {
    this.#archived = archived
    this.#crawler = crawler
  }

  /** What robots.txt forbade then. */
  get robots(): Pick<Robots, 'rules'> {
    const rules = {
      allows: (url: URL) => !this.#archived.hasRefused(url),
      ruleFor: () => undefined,
      crawlDelay: undefined,
      sitemaps: [],
    }
    return { rules: async () => rules }
  }

  async fetch(request: QueuedRequest): Promise<SignedInPage> {
    const response = this.#archived.read(request, readingOf(this.#crawler, request.account))
    return { response, epoch: 0, proven: false, askedAt: 0, arrivedAt: 0 }
  }
}

/**
 * The replay that the options ask for, if they do.
 *
 * @throws {DefinitionError} without an archive, or when it has no such run.
 */
export function openReplay(
  crawler: Crawler,
  { archive, replay }: { readonly archive?: Archive; readonly replay?: boolean | number },
): Replay | undefined {
  if (replay === undefined || replay === false) return undefined
  if (!archive) throw new DefinitionError('replay needs an archive: name the one to be read as archive')
  return new Replay(archive.find(crawler.name, replay === true ? undefined : replay), crawler)
}

/** The crawler without a way to the network: no login, no rate, and a session that cannot connect. */
export function offline(crawler: Crawler): Crawler {
  const { login: _login, session: _session, accounts, ...rest } = crawler
  const names = accounts && { accounts: accounts.map(({ name }) => ({ name, session: {} })) }
  return { ...rest, ...names, rate: 'fast', tries: 1, session: { transport: refuse } }
}

const refuse: MountFunction = (request) => {
  throw new RequestError('OFFLINE', request, 'was not asked for: a replay uses no network')
}
