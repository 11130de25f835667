import { inspect } from 'node:util'

import type { Headers } from '../http/headers.ts'
import type { Request } from '../http/request.ts'
import type { Response } from '../http/response.ts'
import type { StreamResponse } from '../http/stream-response.ts'
import { AuthState } from './auth/auth-state.ts'
import { Caller } from './call/caller.ts'
import { check } from './check/checks.ts'
import { readCookieState } from './cookies/cookie-state.ts'
import type { CookieJar } from './cookies/jar.ts'
import { submitForm } from './form/submit-form.ts'
import type { SubmitArguments } from './form/submit-form.ts'
import type { ForkOptions, RequestOptions, RequestParts, SendOptions, SessionOptions } from './options.ts'
import { optionsUnder } from './state/saved-settings.ts'
import { SavedStates } from './state/saved-states.ts'
import { readSessionState, sessionState } from './state/session-state.ts'
import type { SessionState, StateOptions } from './state/session-state.ts'

/**
 * One client identity on one site: its connections, cookies, headers and credentials, shared with no other session.
 *
 *     await using session = new Session({ site: 'https://shop.example' })
 *     const response = await session.get('/orders', { query: { page: 2 } })
 *
 * No method throws for a status; `response.throwIfNotOk()` does. All of them reject with a `RequestError` when there is
 * no usable response, with `DefinitionError` for options that make no sense, and with `CLOSED` once it is closed.
 */
export class Session implements AsyncDisposable {
  readonly #options: SessionOptions
  readonly #caller: Caller
  readonly #auth: { state: AuthState; session: Session }
  #saved = new SavedStates()
  #restored = 0

  /** @throws {DefinitionError} for a wrong option. */
  constructor(options: SessionOptions = {}) {
    check.session(options)
    this.#options = options
    this.#auth = { state: new AuthState(), session: this }
    this.#caller = new Caller(options, this.#auth)
  }

  /**
   * A session that goes on where a saved one stopped, with the options of that one under those given here.
   *
   * Load what you trust: the file names the variables whose secrets go to its site.
   *
   * @throws {StoreError} `STATE_MISSING` without the file, `STATE_DAMAGED` or `STATE_VERSION` for a wrong one.
   */
  static async load(path: string, options: SessionOptions = {}): Promise<Session> {
    check.path(path)
    check.session(options)
    const saved = new SavedStates()
    const state = await saved.load(path)
    const session = new Session(optionsUnder(state.settings ?? {}, options))
    session.#saved = saved
    session.restore(state)
    return session
  }

  /** Sent with every request; those that are credentials to the site only. */
  get headers(): Headers {
    return this.#caller.headers
  }

  get cookies(): CookieJar {
    return this.#caller.jar
  }

  /** Grows with each change of what `state()` gives. */
  get version(): number {
    return this.#restored + this.cookies.version + this.headers.version + this.#auth.state.version
  }

  get(url: string | URL, options?: RequestOptions): Promise<Response> {
    return this.request('GET', url, options)
  }

  head(url: string | URL, options?: RequestOptions): Promise<Response> {
    return this.request('HEAD', url, options)
  }

  options(url: string | URL, options?: RequestOptions): Promise<Response> {
    return this.request('OPTIONS', url, options)
  }

  post(url: string | URL, options?: RequestOptions): Promise<Response> {
    return this.request('POST', url, options)
  }

  put(url: string | URL, options?: RequestOptions): Promise<Response> {
    return this.request('PUT', url, options)
  }

  patch(url: string | URL, options?: RequestOptions): Promise<Response> {
    return this.request('PATCH', url, options)
  }

  delete(url: string | URL, options?: RequestOptions): Promise<Response> {
    return this.request('DELETE', url, options)
  }

  async request(method: string, url: string | URL, options: RequestOptions = {}): Promise<Response> {
    check.request(options)
    return await this.#caller.send(this.#caller.build(method, url, options, options), options)
  }

  /** A response whose body is read as it arrives; `GET` unless a method comes first. */
  stream(url: string | URL, options?: RequestOptions): Promise<StreamResponse>
  stream(method: string, url: string | URL, options?: RequestOptions): Promise<StreamResponse>
  async stream(
    first: string | URL,
    second?: string | URL | RequestOptions,
    third?: RequestOptions,
  ): Promise<StreamResponse> {
    const isWhole = typeof second === 'string' || second instanceof URL
    const [method, url, options = {}] = isWhole ? [String(first), second, third] : ['GET', first, second]
    check.request(options)
    return this.#caller.stream(this.#caller.build(method, url, options, options), options)
  }

  /** The request as it would be made now, for `send`: complete but for cookies and credentials, always the same bytes. */
  build(method: string, url: string | URL, parts: RequestParts = {}): Request {
    check.parts(parts)
    return Object.freeze(this.#caller.build(method, url, parts))
  }

  /** Sends a request as it is, with the session's cookies and credentials. */
  async send(request: Request, options: SendOptions = {}): Promise<Response> {
    check.send(request, options)
    return await this.#caller.send(request, options)
  }

  /**
   * Fills in a form of a page and sends it as a browser would, with its hidden fields and defaults.
   *
   * @param page Its URL, or the page itself.
   * @param form A CSS selector, a name or an id; may be left out where the page has one form.
   * @throws {BodyError} `NO_FORM` naming the forms of the page, `NO_FIELD` naming the fields of the form.
   */
  submit(page: string | URL | Response, ...rest: SubmitArguments): Promise<Response> {
    return submitForm(this, page, rest)
  }

  /** A session like this one with connections of its own; its cookies are a copy, the same jar, or none. */
  fork(options: ForkOptions = {}): Session {
    check.fork(options)
    const cookies = this.cookies.forked(options.cookies ?? 'copy')
    const forked = new Session({ ...this.#caller.forked, cookies })
    // What was taken away here must not be back as a default.
    for (const [name] of forked.headers.clone()) if (!this.headers.has(name)) forked.headers.delete(name)
    return forked
  }

  /** What a later session needs to go on: cookies, nonces, and headers that were set since and are no credentials. */
  state(options: StateOptions = {}): SessionState {
    check.state(options)
    const parts = { cookies: this.cookies.toJSON(), auth: this.#auth.state.toJSON() }
    return sessionState({ ...parts, ...this.#caller.stateParts(options.credentials === 'keep') }, options)
  }

  /**
   * Takes on a state in place of its own.
   *
   * @throws {StoreError} for what is no state; the session stays as it is then.
   */
  restore(state: unknown): void {
    const { cookies, auth, ...parts } = readSessionState(state)
    this.cookies.replace(readCookieState(cookies))
    this.#restored += this.#auth.state.version + 1
    this.#auth.state = new AuthState(auth)
    this.#caller.restore(parts)
  }

  /** Saves the state in a file that only its owner can read; what another process saved there meanwhile is kept. */
  async save(path: string, options: StateOptions = {}): Promise<void> {
    check.path(path)
    const saved = await this.#saved.save(path, this.state(options))
    this.cookies.add(readCookieState(saved.cookies))
  }

  /** Waits for what is under way, then closes all connections, and saves the state where the options say so. */
  async close(): Promise<void> {
    await this.#caller.close()
    if (this.#options.stateFile !== undefined) await this.save(this.#options.stateFile)
  }

  /** Ends what is under way, and closes all connections at once. */
  destroy(): Promise<void> {
    return this.#caller.destroy()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  [inspect.custom](): string {
    return `Session { ${inspect(this.cookies)} }`
  }
}
