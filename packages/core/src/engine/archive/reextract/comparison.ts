import type { PageExtraction } from '../../../extract/extract.ts'
import type { Plan } from '../../../extract/plan.ts'
import type { StoredRecord } from '../../../frontier/record.ts'
import type { FailureGroup, Link, StoredRequest } from '../../../frontier/store.ts'
import type { RecordDifference } from '../../changes/record-difference.ts'
import { queuedLink } from '../../page/queued-link.ts'
import { FailureGroups } from './failure-groups.ts'
import { LinkChanges, type LinkDifference } from './link-changes.ts'
import { RecordChanges } from './record-changes.ts'

/** In what the pages of a run differ, read now, from what the run has kept of them. */
export interface Difference {
  /** By kind. */
  readonly records: Readonly<{ [kind: string]: RecordDifference }>
  readonly links: LinkDifference
  /** Pages that were done and fail now, by class of error, each with one example. */
  readonly failing: readonly FailureGroup[]
  /** Pages that had failed and would not now. */
  readonly mended: number
  /** Whether there is any difference. */
  readonly differs: boolean
}

/** Compares a run, page by page, with what its pages give now. */
export class Comparison {
  readonly #plan: Plan
  readonly #records = new RecordChanges()
  readonly #links = new LinkChanges()
  readonly #failing = new FailureGroups()
  #mended = 0

  constructor(plan: Plan) {
    this.#plan = plan
  }

  wasRecord(record: StoredRecord): void {
    this.#records.was(record)
  }

  wasRequest(request: StoredRequest & Pick<Link, 'key'>): void {
    this.#links.was(request)
  }

  /** What a page gives now, or why it gives nothing. */
  is(request: StoredRequest, now: PageExtraction | Error): void {
    const { state, route, url, account } = request
    if (now instanceof Error) {
      if (state === 'done') this.#failing.add(url, now)
      return
    }
    if (state === 'failed') this.#mended++
    for (const record of now.records) this.#records.is(route, url, record)
    const place = { depth: request.depth + 1, account }
    for (const link of now.links) this.#links.is(queuedLink(this.#plan, link, place))
  }

  difference(): Difference {
    const records = this.#records.difference()
    const links = this.#links.difference()
    const failing = this.#failing.all()
    const recordChanges = Object.values(records).map(
      ({ changed, added, removed }) => changed + added + removed,
    )
    const changes = [...recordChanges, links.added, links.removed, failing.length, this.#mended]
    return { records, links, failing, mended: this.#mended, differs: changes.some((number) => number > 0) }
  }
}
