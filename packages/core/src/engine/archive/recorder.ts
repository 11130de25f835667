import { accountsOf, asAccount } from '../../extract/accounts.ts'
import type { Crawler } from '../../extract/definition.ts'
import type { ArchivedRun } from '../../frontier/archive/archived-run.ts'
import { KnownSecrets } from '../../frontier/archive/known-secrets.ts'
import { withoutSecrets } from '../../frontier/archive/redaction.ts'
import { Secret } from '../../session/secret.ts'
import type { Pages } from './pages.ts'

/** Fields of a login form whose value is one to be hidden, though it is not written as a `secret`. */
const PASSWORD = /pass|pwd|pin|code|token|secret/i

/** Keeps what a run fetches in an archive, without its secrets. */
export class Recorder {
  readonly secrets: KnownSecrets
  readonly #archived: ArchivedRun

  constructor(archived: ArchivedRun, crawler: Crawler) {
    this.#archived = archived
    const accounts = accountsOf(crawler)
    const own = accounts.map((account) => asAccount(crawler, account))
    this.secrets = new KnownSecrets(own.flatMap(({ session }) => session?.sensitiveHeaders ?? []))
    const texts = [
      ...accounts,
      ...own.flatMap(({ login }) => (login?.form === undefined ? [] : login.fields)),
    ]
    for (const password of texts.flatMap(passwordsIn)) this.secrets.learn(password)
  }

  /** The crawler, with its requests watched for what they are signed with. */
  watched(crawler: Crawler): Crawler {
    const { hooks } = crawler.session ?? {}
    const beforeRequest = [hooks?.beforeRequest ?? [], this.secrets.sent].flat()
    return { ...crawler, session: { ...crawler.session, hooks: { ...hooks, beforeRequest } } }
  }

  /** Pages that are in the archive before anybody reads them: what a route then fails on can be looked at later. */
  around(pages: Pages): Pages {
    return {
      mayChange: pages.mayChange,
      fetch: async (request, signal) => {
        const page = await pages.fetch(request, signal)
        await this.#archived.keep(request, withoutSecrets(page.response, this.secrets))
        return page
      },
    }
  }

  /** Keeps that robots.txt forbids a URL, for a replay asks no robots.txt. */
  async refuse(url: URL): Promise<void> {
    await this.#archived.refuse(url)
  }
}

/** The passwords of an account, or among what a form is filled with, as far as they can be known without signing in. */
function passwordsIn(named: object = {}): string[] {
  return Object.entries(named).flatMap(([name, value]: [string, unknown]) => {
    if (value instanceof Secret) return revealed(value)
    return typeof value === 'string' && PASSWORD.test(name) ? [value] : []
  })
}

/** A session that is still signed in needs no password, and so it may be missing. */
function revealed(secret: Secret): string[] {
  try {
    return [secret.reveal()]
  } catch {
    return []
  }
}
