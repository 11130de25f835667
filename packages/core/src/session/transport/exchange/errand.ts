import type { Request } from '../../../http/request.ts'
import type { Lenience } from '../lenient/lenience.ts'
import type { Server } from '../server.ts'
import type { StopSignal } from '../stop-signal.ts'
import type { Stopwatch } from '../stopwatch.ts'
import type { ExchangeLimits } from '../transport.ts'
import type { Outgoing } from './outgoing.ts'

/** What is to be sent, within which limits, and what is measured and remembered of it. */
export interface Errand {
  readonly request: Request
  readonly outgoing: Outgoing
  readonly server: Server
  readonly limits: ExchangeLimits
  readonly signal: StopSignal | undefined
  readonly watch: Stopwatch
  /** Absent where the errand may not be sent once more. */
  readonly lenience: Lenience | undefined
}
