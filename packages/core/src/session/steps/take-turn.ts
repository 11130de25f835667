import type { Request } from '../../http/request.ts'
import type { Response } from '../../http/response.ts'
import type { Call, Step } from '../call/call.ts'
import { abortSignalOf } from '../transport/stop-signal.ts'
import type { Turn, Turns } from '../turns.ts'

/** Waits until a request may go out; the clock of the call stands still meanwhile. */
export function takeTurn(request: Request, call: Call, next: Step): Promise<Response> {
  return call.turns ? inTurn(call.turns, request, call, next) : next(request, call)
}

async function inTurn(turns: Turns, request: Request, call: Call, next: Step): Promise<Response> {
  const turn = await turnOf(turns, request, call)
  call.hasBegun = true
  try {
    const response = await next(request, call)
    turn.end(response)
    return response
  } catch (error) {
    turn.end(error)
    throw error
  }
}

function turnOf(turns: Turns, request: Request, { hasBegun, deadline }: Call): Turn | Promise<Turn> {
  const turn = turns.take(request, !hasBegun, abortSignalOf(deadline.signal))
  if (!(turn instanceof Promise)) return turn
  deadline.pause()
  return turn.finally(() => deadline.resume())
}
