import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import PQueue from 'p-queue'

import { accountsOf } from '../../extract/accounts.ts'
import type { Plan } from '../../extract/plan.ts'
import type { QueuedRequest, Run } from '../../frontier/store.ts'
import { fileHolds } from '../../http/files/file-holds.ts'
import { makeFolder } from '../../http/files/make-folder.ts'
import { moveFile } from '../../http/files/move-file.ts'
import type { CrawlParts } from '../crawling/open-crawling.ts'
import type { AccountSession } from '../login/account-session.ts'
import type { SignedInPage } from '../login/signed-in-page.ts'
import type { Suspects } from '../login/suspects.ts'
import { Spoiled } from '../page/broken-off.ts'
import { suspectSince } from '../page/suspect-since.ts'
import { ArrivingFolder } from './arriving-folder.ts'
import { diskFault, nameFault } from './file-fault.ts'
import { filesFolder } from './files-folder.ts'
import { removeFiles, UnprovenFiles, type ArrivedFile } from './unproven-files.ts'

/** How many are written at once: half of the threads that Node has for such work, which others need too. */
const AT_ONCE = 2

/** What routes have saved. */
export interface FilesAmount {
  /** Where it lies. */
  readonly folder: string
  /** How many files: those that were there already with the same bytes count too. */
  readonly kept: number
  /** What they weigh together. */
  readonly bytes: number
  /** How many took the place of one that says something else and was kept in the same run, under the same name. */
  readonly replaced: number
}

/**
 * The files of a crawl. Each is in its place before its page is committed, so that no record names a file that is not there,
 * whatever kills the process; those of suspect pages are before the proof that makes records of theirs.
 */
export class Files implements AsyncDisposable {
  readonly #plan: Plan
  readonly #folder: string
  readonly #arriving: ArrivingFolder
  readonly #begun: Date
  readonly #disk = new PQueue({ concurrency: AT_ONCE })
  readonly #unproven = new UnprovenFiles((file) => this.#put(file))
  #kept = 0
  #bytes = 0
  #replaced = 0

  private constructor(plan: Plan, folder: string, run: Run) {
    this.#plan = plan
    this.#folder = folder
    this.#arriving = new ArrivingFolder(folder, run)
    this.#begun = run.startedAt
  }

  /** Clears away what an earlier process has left on its way; the suspect pages that it may belong to wait again. */
  static async open({ plan, store, run, options }: CrawlParts): Promise<Files> {
    const { crawler } = plan
    const folder = filesFolder(crawler.name, store, options.files)
    const files = new Files(plan, folder, run)
    if (!run.resumed) await ArrivingFolder.removeAbandoned(folder, run, store)
    if (files.#arriving.isThere) {
      for (const { name } of accountsOf(crawler)) await run.doubt(name)
      await files.#arriving.remove()
    }
    return files
  }

  get amount(): FilesAmount {
    return { folder: this.#folder, kept: this.#kept, bytes: this.#bytes, replaced: this.#replaced }
  }

  /**
   * Keeps the body of a page under these names: at once, or for a suspect page as soon as something proves it. What the
   * page itself proves is put into its place.
   *
   * @throws {Spoiled} when the session was renewed since the page was asked for.
   * @throws {RouteError} `FILE_NAME` for a name that the disk cannot have.
   * @throws {StoreError} `DISK_FULL`, or `OUTPUT` where the disk refuses.
   */
  async keep(
    request: QueuedRequest,
    page: SignedInPage,
    names: readonly string[],
    session: AccountSession,
  ): Promise<void> {
    if (page.proven) await this.#unproven.prove(request.account, page.askedAt)
    if (names.length === 0) return
    await this.#disk.add(() => this.#keep(request, page, names, session))
  }

  async #keep(
    request: QueuedRequest,
    page: SignedInPage,
    names: readonly string[],
    session: AccountSession,
  ): Promise<void> {
    const arrived: ArrivedFile[] = []
    try {
      refuseSpoiled(session, page)
      for (const name of names) arrived.push(...(await this.#arrive(name, page.response.body)))
      refuseSpoiled(session, page)
      const since = suspectSince(this.#plan, page)
      if (since === undefined || this.#unproven.isProven(request.account, since))
        for (const file of arrived) await this.#place(file)
      else this.#unproven.add(request.account, since, arrived)
    } catch (error) {
      await removeFiles(arrived)
      throw error instanceof Spoiled ? error : nameFault(error, request, names)
    }
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
    if (!this.#unproven.areWaiting) await this.#arriving.remove()
  }

  /** Writes a body that is not in its place yet. */
  async #arrive(name: string, body: Uint8Array): Promise<ArrivedFile[]> {
    const place = join(this.#folder, name)
    const bytes = body.byteLength
    if (await fileHolds(place, body)) {
      this.#count(bytes)
      return []
    }
    // What lies behind a login is for nobody else; whoever wants that opens this one folder.
    await makeFolder(this.#folder, 0o700)
    await makeFolder(dirname(place))
    return [{ path: await this.#arriving.write(body), place, bytes }]
  }

  async #place({ path, place, bytes }: ArrivedFile): Promise<void> {
    const { mtime } = (await stat(place).catch(() => undefined)) ?? {}
    if (mtime && mtime >= this.#begun) this.#replaced++
    await moveFile(path, place)
    this.#count(bytes)
  }

  /** The same for one whose page is committed already. */
  async #put(file: ArrivedFile): Promise<void> {
    try {
      await this.#disk.add(() => this.#place(file))
    } catch (error) {
      throw diskFault(error)
    }
  }

  #count(bytes: number): void {
    this.#kept++
    this.#bytes += bytes
  }
}

function refuseSpoiled(session: AccountSession, page: SignedInPage): void {
  if (session.isSpoiled(page)) throw new Spoiled()
}
