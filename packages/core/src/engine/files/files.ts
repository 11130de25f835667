import PQueue from 'p-queue'

import { accountsOf } from '../../extract/accounts.ts'
import type { Plan } from '../../extract/plan.ts'
import type { QueuedRequest } from '../../frontier/store.ts'
import type { CrawlParts } from '../crawling/open-crawling.ts'
import type { AccountSession } from '../login/account-session.ts'
import type { SignedInPage } from '../login/signed-in-page.ts'
import type { Suspects } from '../login/suspects.ts'
import { Spoiled } from '../page/broken-off.ts'
import { suspectSince } from '../page/suspect-since.ts'
import { ArrivingFolder } from './arriving-folder.ts'
import { CrawlerFolder, removeArrived, type ArrivedFile, type FilesAmount } from './crawler-folder.ts'
import { diskFault, nameFault } from './file-fault.ts'
import { filesFolder } from './files-folder.ts'
import { UnprovenFiles } from './unproven-files.ts'

/** How many pages are written at once: half of the threads that Node has for such work, which others need too. */
const AT_ONCE = 2

/** A page, and as what and by whom it was fetched. */
export interface PageToKeep {
  readonly request: QueuedRequest
  readonly page: SignedInPage
  readonly session: AccountSession
}

/**
 * The files of a crawl. Each is in its place before its page is committed, so that no record names a file that is not there,
 * whatever kills the process; those of suspect pages are before the proof that makes records of theirs.
 */
export class Files implements AsyncDisposable {
  readonly #plan: Plan
  readonly #folder: CrawlerFolder
  readonly #disk = new PQueue({ concurrency: AT_ONCE })
  readonly #unproven = new UnprovenFiles((file) => this.#place(file))

  private constructor(plan: Plan, folder: CrawlerFolder) {
    this.#plan = plan
    this.#folder = folder
  }

  /**
   * Clears away what an earlier process has left on its way; the suspect pages that it may belong to wait again.
   *
   * @throws {DefinitionError} where something else is in the place of the folder.
   */
  static async open({ plan, store, run, options }: CrawlParts): Promise<Files> {
    const { crawler } = plan
    const path = filesFolder(crawler.name, store, options.files)
    const folder = new CrawlerFolder(path, run)
    if (!run.resumed) await ArrivingFolder.removeAbandoned(path, run, store)
    if (folder.arriving.isThere) {
      for (const { name } of accountsOf(crawler)) await run.doubt(name)
      await folder.arriving.remove()
    }
    return new Files(plan, folder)
  }

  get amount(): FilesAmount {
    return this.#folder.amount
  }

  /**
   * Keeps the body of a page under these names: at once, or for a suspect page as soon as something proves it. What the
   * page itself proves is put into its place.
   *
   * @throws {Spoiled} when the session was renewed since the page was asked for.
   * @throws {RouteError} `FILE_NAME` for a name that the disk cannot have.
   * @throws {StoreError} `DISK_FULL`, or `OUTPUT` where the disk refuses.
   */
  async keep(visited: PageToKeep, names: readonly string[]): Promise<void> {
    const { request, page } = visited
    if (page.proven) await this.#unproven.prove(request.account, page.askedAt)
    if (names.length > 0) await this.#disk.add(() => this.#keep(visited, names))
  }

  /** A run whose suspect pages take their files along: to their places before a proof, and away with a doubt. */
  around(run: Suspects): Suspects {
    return {
      prove: async (account, askedAt) => {
        await this.#unproven.prove(account, askedAt)
        await run.prove(account, askedAt)
      },
      doubt: async (account) => {
        const [dropped] = await Promise.all([run.doubt(account), this.#unproven.doubt(account)])
        return dropped
      },
      redo: (keys) => run.redo(keys),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#unproven.areWaiting) await this.#folder.arriving.remove()
  }

  async #keep({ request, page, session }: PageToKeep, names: readonly string[]): Promise<void> {
    const { account } = request
    const arrived: ArrivedFile[] = []
    try {
      refuseSpoiled(session, page)
      for (const name of names) arrived.push(...(await this.#folder.receive(name, page.response.body)))
      refuseSpoiled(session, page)
      const since = suspectSince(this.#plan, page)
      if (since !== undefined && !this.#unproven.isProven(account, since))
        this.#unproven.add(account, since, arrived)
      else for (const file of arrived) await this.#folder.place(file)
    } catch (error) {
      await removeArrived(arrived)
      throw error instanceof Spoiled ? error : nameFault(error, request, names)
    }
  }

  /** Puts a file into its place whose page is committed already. */
  async #place(file: ArrivedFile): Promise<void> {
    try {
      await this.#disk.add(() => this.#folder.place(file))
    } catch (error) {
      throw diskFault(error)
    }
  }
}

function refuseSpoiled(session: AccountSession, page: SignedInPage): void {
  if (session.isSpoiled(page)) throw new Spoiled()
}
