import type {
  EndEvent,
  FailureEvent,
  FaultEvent,
  HoldEvent,
  LoginEvent,
  PageEvent,
  RequestEvent,
  SiteEvent,
  SkipEvent,
  StartEvent,
} from '../events.ts'
import type { ExitCode } from '../report/report.ts'

/** What a line says beside its time, event and crawler; what is `undefined` is left out. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error'
  readonly [field: string]: unknown
}

/** What a line says of each event: the fields of the table in docs/operating.md. */
export const LOG_LINES = {
  start: ({ run, resumed }: StartEvent): LogLine => ({ level: 'info', run, resumed }),

  page: (event: PageEvent): LogLine => ({
    level: 'info',
    ...placeOf(event),
    status: event.status,
    bytes: event.bytes,
    ms: Math.round(event.milliseconds),
    try: event.attempt,
    epoch: event.epoch,
    records: event.records,
    links: event.links,
    files: event.files,
  }),

  skip: (event: SkipEvent): LogLine => ({ level: 'info', ...placeOf(event), reason: event.reason }),

  failure: (event: FailureEvent): LogLine => ({
    level: event.retryAt ? 'warn' : 'error',
    ...placeOf(event),
    status: event.status,
    try: event.attempt,
    retryAt: event.retryAt,
    ...problemOf(event.error),
  }),

  login: ({ account, epoch }: LoginEvent): LogLine => ({
    level: 'info',
    account: account || undefined,
    epoch,
  }),

  site: ({ site, state, problem, until }: SiteEvent): LogLine => ({
    level: state === 'up' ? 'info' : 'warn',
    site,
    state,
    message: problem,
    until,
  }),

  hold: ({ run, reason, problem }: HoldEvent): LogLine => ({ level: 'warn', run, reason, message: problem }),

  release: ({ run, reason }: HoldEvent): LogLine => ({ level: 'info', run, reason }),

  end: ({ crawler: _crawler, errors: _errors, ...report }: EndEvent): LogLine => ({
    level: levelOf(report.exitCode),
    ...report,
  }),

  fault: ({ run, error }: FaultEvent): LogLine => ({ level: 'error', run, ...problemOf(error) }),
} as const

/** A run that was stopped goes on; one that failed does not by itself. */
function levelOf(exitCode: ExitCode): LogLine['level'] {
  if (exitCode === 0) return 'info'
  return exitCode === 5 ? 'warn' : 'error'
}

function placeOf({ run, url, route, account }: RequestEvent): object {
  return { run, url, route, account: account || undefined }
}

function problemOf(error: unknown): object {
  if (!(error instanceof Error)) return { error: 'Error', message: String(error) }
  return { error: error.name, code: 'code' in error ? error.code : undefined, message: error.message }
}
