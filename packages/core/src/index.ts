export { reextract } from './engine/archive/reextract/reextract.ts'
export type { ReextractOptions, Reextraction } from './engine/archive/reextract/reextract.ts'
export { crawl } from './engine/crawl.ts'
export type { CrawlOptions } from './engine/crawling/crawl-options.ts'
export type {
  EndEvent,
  FailureEvent,
  FaultEvent,
  HoldEvent,
  LoginEvent,
  PageEvent,
  SiteEvent,
  SkipEvent,
  StartEvent,
} from './engine/events.ts'
export type { FilesAmount } from './engine/files/crawler-folder.ts'
export type { LogTarget } from './engine/logs/write-log.ts'
export { serveMetrics } from './engine/metrics/serve-metrics.ts'
export type { MetricsServer } from './engine/metrics/serve-metrics.ts'
export type { LinklessSelector } from './engine/page/linkless.ts'
export type { Progress } from './engine/report/progress.ts'
export type { ExitCode, Report } from './engine/report/report.ts'
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
  TryAgainError,
} from './errors.ts'
export type { RecordIssue } from './errors.ts'
export { defineCrawler } from './extract/definition.ts'
export type { Account } from './extract/accounts.ts'
export type { Crawler, CrawlerSession, Definition, Rate, Schema } from './extract/definition.ts'
export type { BrowserElement, BrowserPage } from './extract/browser-page.ts'
export type { DriftLimits, Share } from './extract/drift-limits.ts'
export type { Limits, SiteLimits } from './extract/limits.ts'
export type { Login } from './extract/login.ts'
export { extract } from './extract/extract.ts'
export type { Extraction } from './extract/extract.ts'
export type { FollowedLink } from './extract/follow/judge-link.ts'
export type { FilledForm, FormFields, FormOptions } from './extract/follow/filled-form.ts'
export type { Follow, Page, Submission, Target } from './extract/page.ts'
export type { SavedFile } from './extract/save/saved-names.ts'
export { Archive } from './frontier/archive/archive.ts'
export type { ArchiveOptions } from './frontier/archive/archive.ts'
export type { Start, StartPage, StartSitemap } from './extract/start.ts'
export type { Drift, FieldProfile, Findings, KindProfile, Profile } from './frontier/drift.ts'
export type { RequestStory } from './frontier/request-story.ts'
export { SqliteStore } from './frontier/sqlite/sqlite-store.ts'
export type { SqliteStoreOptions } from './frontier/sqlite/sqlite-store.ts'
export type { NewRecord, RecordChange, RecordQuery, StoredRecord } from './frontier/record.ts'
export type {
  Asked,
  Counts,
  FailedRequest,
  Failure,
  FailureGroup,
  Link,
  OpenMode,
  Order,
  PageOutcome,
  QueuedRequest,
  RequestState,
  Run,
  RunOwner,
  RunSummary,
  SiteAmounts,
  Store,
  StoredRequest,
} from './frontier/store.ts'
export { Headers } from './http/headers.ts'
export type { JsonLd } from './http/html/source/json-ld.ts'
export { Response } from './http/response.ts'
export type { ResponseInit } from './http/response.ts'
export type { Request } from './http/request.ts'
export type { StreamResponse } from './http/stream-response.ts'
export { loadPage, savePage } from './http/files/saved-page.ts'
export { withAuthorization } from './session/auth/auth.ts'
export type { Auth, AuthFunction } from './session/auth/auth.ts'
export { basic } from './session/auth/basic.ts'
export { bearer } from './session/auth/token/bearer.ts'
export { digest } from './session/auth/digest/digest.ts'
export { clientCredentials, refreshToken } from './session/auth/token/oauth2.ts'
export { totp } from './session/auth/totp.ts'
export type { CookieInit, StoredCookie } from './session/cookies/cookie.ts'
export { CookieJar } from './session/cookies/jar.ts'
export type { Hooks } from './session/events.ts'
export { formatCookiesTxt, parseCookiesTxt } from './session/formats/cookies-txt.ts'
export { parseCurl } from './session/formats/curl/curl-command.ts'
export { formatCurl } from './session/formats/curl/curl-format.ts'
export { parseHarCookies } from './session/formats/har/har-cookies.ts'
export { HarRecorder } from './session/formats/har/har-recorder.ts'
export type { Har, HarOptions } from './session/formats/har/har-recorder.ts'
export { replayHar } from './session/formats/har/har-replay.ts'
export { formatStorageState, parseStorageState } from './session/formats/storage-state.ts'
export type { RequestOptions, SessionOptions, SubmitOptions } from './session/options.ts'
export type { RetryPolicy } from './session/retry.ts'
export { Secret, secret } from './session/secret.ts'
export { Session } from './session/session.ts'
export type { MountedTransport, MountFunction } from './session/transport/mount.ts'
export type { ExchangeLimits, WireResponse } from './session/transport/transport.ts'
