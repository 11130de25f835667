import type { Request } from '../../../http/request.ts'
import type { Line } from '../pool/line.ts'
import type { Route } from '../route.ts'
import type { StopSignal } from '../stop-signal.ts'
import type { Stopwatch } from '../stopwatch.ts'
import type { ExchangeLimits, WireResponse } from '../transport.ts'
import type { Outgoing } from './outgoing.ts'

/** What is to be sent, and within which limits. */
export interface Errand {
  readonly request: Request
  readonly outgoing: Outgoing
  readonly route: Route
  readonly limits: ExchangeLimits
  readonly signal: StopSignal | undefined
}

/** What an exchange works with. */
export interface ExchangeParts extends Errand {
  readonly watch: Stopwatch
  readonly line: Line
  /** Gives the line back, and says whether the response was whole and by the rules. */
  readonly release: (isSound: boolean) => void
  /** Nobody reads the body. */
  readonly surrender: () => void
  /** Sends the errand once more, to the forgiving reader, where that is allowed. */
  readonly readAgain?: (() => Promise<WireResponse>) | undefined
}
