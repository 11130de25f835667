export { crawl } from './engine/crawl.ts'
export type { CrawlOptions } from './engine/crawl.ts'
export type { FailureEvent, LoginEvent, PageEvent } from './engine/events.ts'
export type { Progress } from './engine/progress.ts'
export type { ExitCode, Report } from './engine/report.ts'
export { schedule } from './engine/schedule.ts'
export type { ScheduleOptions } from './engine/schedule.ts'
export {
  BodyError,
  CrawlError,
  DefinitionError,
  LoginError,
  NetworkError,
  RecordError,
  RedirectError,
  RequestError,
  RouteError,
  StatusError,
  StoreError,
  TimeoutError,
} from './errors.ts'
export type { RecordIssue } from './errors.ts'
export { defineCrawler } from './extract/definition.ts'
export type { Crawler, Definition, Rate, Start } from './extract/definition.ts'
export type { Login } from './extract/login.ts'
export { extract } from './extract/extract.ts'
export type { Extraction } from './extract/extract.ts'
export type { FollowedLink } from './extract/links.ts'
export type { Follow, Page, Target } from './extract/page.ts'
export { SqliteStore } from './frontier/sqlite/sqlite-store.ts'
export { Headers } from './http/headers.ts'
export { Response } from './http/response.ts'
export { loadPage, savePage } from './http/saved-page.ts'
export { basic } from './session/auth/basic.ts'
export { Secret, secret } from './session/secret.ts'
export { Session } from './session/session.ts'
