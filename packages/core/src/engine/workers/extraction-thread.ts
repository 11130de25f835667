/** A worker thread: loads the crawler's module, and runs its routes on the pages that come. */
import { parentPort, workerData } from 'node:worker_threads'

import { checkCrawler } from '../../extract/check/check.ts'
import type { Crawler } from '../../extract/definition.ts'
import { extractPage } from '../../extract/extract.ts'
import { planOf, type Plan } from '../../extract/plan.ts'
import { runUnwatched } from '../../extract/route/run-route.ts'
import { responseOfParts } from '../../http/response-parts.ts'
import { partsOfError } from './error-parts.ts'
import { enterWorker } from './in-worker.ts'
import { likenessOf } from './likeness.ts'
import type { AnswerMessage, PageMessage, PageParts, WorkerReady, WorkerStart } from './messages.ts'

const start = workerData as WorkerStart
const port = parentPort

enterWorker()
port?.postMessage({ problem: await begin() } satisfies WorkerReady)

/** Begins to read, or says why it cannot. */
async function begin(): Promise<string | undefined> {
  try {
    readInTurn(await loadCrawler())
    return undefined
  } catch (error) {
    return String(error)
  }
}

/** Finds the crawler among what its module exports. */
async function loadCrawler(): Promise<Plan> {
  const exported = Object.values((await import(start.module)) as object)
  const named = exported.filter((value) => isCrawler(value) && value.name === start.name) as Crawler[]
  const same = named.find((crawler) => likenessOf(crawler) === start.likeness)
  if (same) return planOf(same)
  const problem =
    named.length > 0 ? 'exports another crawler of that name' : 'exports no crawler of that name'
  throw new Error(`${start.module} ${problem}: export the one that is crawled`)
}

function isCrawler(value: unknown): value is Crawler {
  try {
    checkCrawler(value)
    return true
  } catch {
    return false
  }
}

/** Answers in the order in which the pages come. */
function readInTurn(plan: Plan): void {
  let turn = Promise.resolve()
  port?.on('message', (message: PageMessage) => {
    turn = turn.then(async () => port.postMessage(await answerTo(plan, message)))
  })
}

async function answerTo(plan: Plan, { page, body }: PageMessage): Promise<AnswerMessage> {
  try {
    const { route, data, account, response: parts } = JSON.parse(page) as PageParts
    const response = responseOfParts({ ...parts, body })
    const read = await extractPage(plan, route, response, data, account, runUnwatched)
    const { leads, files } = read
    const records = read.records.map(({ key, json }) => [key, json] as const)
    return { records, links: JSON.stringify(read.links), leads, files }
  } catch (error) {
    return { error: partsOfError(error) }
  }
}
