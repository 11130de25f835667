import type { Request } from '../../http/request.ts'
import { Response } from '../../http/response.ts'
import { Circuit } from './circuit.ts'
import { Effort } from './effort.ts'
import { Quiet } from './quiet.ts'
import { verdictOn, type Verdict } from './verdict.ts'

/** Pages that are turned away with fewer answers between them are so one after the other. */
const FEW = 3

/** A request that has gone out. */
export interface SentRequest {
  readonly request: Request
  /** By `machineNow`. */
  readonly at: number
  /** Whether it went out to see whether the site is well. */
  readonly isProbe: boolean
}

/** How a site bears being asked, as far as its answers tell. */
export class SiteHealth {
  readonly circuit = new Circuit()
  readonly #effort = new Effort()
  readonly #quiet = new Quiet()
  #wellPage: URL | undefined
  #answers = 0
  /** How many there were when a page was last turned away. */
  #answersAtTurn = -Infinity
  #isStranger = true
  #problem: string | undefined

  /** Milliseconds for which the site wants to be left alone; 0 for none. */
  get quiet(): number {
    return this.#quiet.left
  }

  /** The share of its rate that it bears: from an eighth to 1. */
  get share(): number {
    return this.#effort.share
  }

  /** The last page that was well. */
  get wellPage(): URL | undefined {
    return this.#wellPage
  }

  /** How many requests were answered well. */
  get answers(): number {
    return this.#answers
  }

  /** Whether nothing has ever come back from it. */
  get isStranger(): boolean {
    return this.#isStranger
  }

  /** What the last failure was, as long as no answer has come since. */
  get problem(): string | undefined {
    return this.#problem
  }

  /**
   * Learns from what came of a request.
   *
   * @param outcome - A response, or the error that came in its place.
   * @returns what it says about the site.
   */
  learn(outcome: unknown, sent: SentRequest): Verdict {
    if (outcome instanceof Response) this.#isStranger = false
    const verdict = verdictOn(outcome)
    if (verdict.kind === 'put off') this.#leaveAlone(verdict.wait, sent)
    else if (verdict.kind === 'failing') this.#failed(verdict.problem, sent)
    else if (verdict.kind === 'well') this.#answered(verdict.isPage, sent)
    return verdict
  }

  /**
   * A page has come well, and its route has found that it is none, as where a site is busy. One after the other the site
   * struggles; among others it is the page that does.
   *
   * @param at - when it was asked for, by `machineNow`.
   */
  turnedAway(at: number): void {
    const isInRow = this.#answers - this.#answersAtTurn < FEW
    this.#answersAtTurn = this.#answers
    if (isInRow) this.#effort.cut(at)
  }

  #leaveAlone(wait: number | undefined, { at }: SentRequest): void {
    if (this.#quiet.begin(wait, at)) this.circuit.failed()
    this.#effort.rest()
  }

  #failed(problem: string, { at }: SentRequest): void {
    this.#problem = problem
    // One that fails among others that do not is to blame itself.
    if (this.circuit.failed() > 1) this.#effort.cut(at)
  }

  #answered(isPage: boolean, { request, at, isProbe }: SentRequest): void {
    this.#answers++
    this.#problem = undefined
    if (isPage && request.method === 'GET') this.#wellPage = request.url
    this.#quiet.answered()
    if (this.circuit.isOpen) this.#effort.rest()
    this.#effort.answered(at)
    if (isProbe) this.circuit.probed()
    else this.circuit.answered()
  }
}
