/** How long each phase of one exchange took, in milliseconds; a phase that did not happen is 0. */
export interface Timings {
  readonly queue: number
  readonly dns: number
  readonly connect: number
  readonly tls: number
  readonly firstByte: number
  readonly download: number
  readonly total: number
}

/** The timings of what never went over a wire. */
export const NO_TIMINGS: Timings = Object.freeze({
  queue: 0,
  dns: 0,
  connect: 0,
  tls: 0,
  firstByte: 0,
  download: 0,
  total: 0,
})
