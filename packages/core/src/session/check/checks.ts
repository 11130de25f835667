import type {
  ForkOptions,
  RequestOptions,
  RequestParts,
  SendOptions,
  SessionOptions,
  SubmitOptions,
} from '../options.ts'
import type { StateOptions } from '../state/session-state.ts'
import { checkOptions } from './check-options.ts'
import type { Rules } from './check-options.ts'
import { checkRequest } from './check-request.ts'
import { isObject } from './is-object.ts'
import { partRules, requestRules, sendRules } from './request-rules.ts'
import { oneOf, rule, text } from './rule.ts'
import { sessionRules } from './session-rules.ts'

const forkRules: Rules<ForkOptions> = { cookies: oneOf('copy', 'share', 'none') }
const stateRules: Rules<StateOptions> = {
  sessionCookies: oneOf('keep', 'drop'),
  credentials: oneOf('keep', 'drop'),
}
const submitRules: Rules<SubmitOptions> = { ...sendRules, headers: partRules.headers }

/** What each method of a session takes; all of them throw `DefinitionError`. */
export const check = {
  session: (options: SessionOptions) => checkOptions('a session', options, sessionRules),
  request: (options: RequestOptions) => checkOptions('a request', options, requestRules),
  parts: (options: RequestParts) => checkOptions('a request to be built', options, partRules),
  fork: (options: ForkOptions) => checkOptions('fork', options, forkRules),
  send(request: unknown, options: SendOptions) {
    checkRequest(request, 'send')
    checkOptions('send', options, sendRules)
  },
  submit(values: unknown, options: SubmitOptions) {
    rule('an object of names and values', isObject)(values, 'the value of a form')
    checkOptions('submit', options, submitRules)
  },
  path: (path: unknown) => text('session.json')(path, 'the path of a session'),
  state: (options: StateOptions) => checkOptions('state', options, stateRules),
}
