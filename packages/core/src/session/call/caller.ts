import type { Headers } from '../../http/headers.ts'
import type { Request } from '../../http/request.ts'
import type { Response } from '../../http/response.ts'
import type { StreamResponse } from '../../http/stream-response.ts'
import { withoutUserinfo } from '../../http/url.ts'
import type { AuthContext } from '../auth/auth.ts'
import { stripCredentials } from '../auth/credential-headers.ts'
import { hostAuth } from '../auth/host-auth.ts'
import { openNetrc } from '../auth/netrc/netrc.ts'
import { CookieJar } from '../cookies/jar.ts'
import { emit, isHeard } from '../events.ts'
import type { RequestParts, SendOptions, SessionOptions } from '../options.ts'
import { addFirstCookies } from '../request/first-cookies.ts'
import { sessionHome } from '../request/home.ts'
import type { Home } from '../request/home.ts'
import { firstHeaders, mergeRequest } from '../request/merge-request.ts'
import { targetUrl } from '../request/target-url.ts'
import { parseSite } from '../site.ts'
import type { Site } from '../site.ts'
import { savedSettings } from '../state/saved-settings.ts'
import type { SessionState } from '../state/session-state.ts'
import { send } from '../steps/send.ts'
import { AddressBook } from '../transport/connection/address-book.ts'
import { createTransport } from '../transport/create-transport.ts'
import { mountTransport } from '../transport/mount.ts'
import type { Transport } from '../transport/transport.ts'
import { callSettings, refererSetting } from './call-settings.ts'
import type { Call } from './call.ts'
import { makeCall } from './make-call.ts'
import type { CallParts, CallStart } from './make-call.ts'
import { openStream } from './open-stream.ts'
import { Running } from './running.ts'

/** What a session does for each of its calls: makes the request, sends it through the steps, and cleans up. */
export class Caller {
  readonly headers: Headers
  readonly jar: CookieJar
  readonly #options: SessionOptions
  readonly #home: Home
  readonly #parts: CallParts
  readonly #running = new Running()
  readonly #addresses: AddressBook
  readonly #transport: Transport
  #site: Site | undefined
  /** The site of a session that was not told its own, once it is known. */
  #origin: string | undefined

  /** @throws {DefinitionError} for a wrong option. */
  constructor(options: SessionOptions, authContext: AuthContext) {
    this.#options = options
    this.#home = sessionHome(options)
    this.#site = this.#home.site
    this.#addresses = new AddressBook(options)
    this.#transport = transportOf(options, this.#addresses)
    this.headers = firstHeaders(options)
    this.jar = options.cookies instanceof CookieJar ? options.cookies : new CookieJar()
    if (this.#home.name !== undefined) addFirstCookies(this.jar, options.cookies, this.#home.name)
    this.#parts = {
      options,
      settings: callSettings(options),
      credentials: {
        hosts: options.hosts && hostAuth(options.hosts),
        sessionAuth: options.auth,
        netrc: options.netrc ? openNetrc(options.netrc) : undefined,
      },
      authContext,
      jar: this.jar,
      transport: this.#transport,
    }
  }

  /** Options for a session like this one, at home where this one is. */
  get forked(): SessionOptions {
    const { stateFile: _, ...options } = this.#options
    return { ...options, ...(this.#origin !== undefined && { site: this.#origin }), headers: this.headers }
  }

  /** What a later session needs to go on, but for cookies and nonces. */
  stateParts(keepsSecrets: boolean): Pick<SessionState, 'headers' | 'settings' | 'addresses'> {
    const first = new Set([...firstHeaders(this.#options)].map(String))
    const shown = keepsSecrets ? this.headers : stripCredentials(this.headers, this.#options.sensitiveHeaders)
    return {
      headers: [...shown.withoutSecrets()].filter((line) => !first.has(String(line))),
      settings: savedSettings(this.#options, this.#origin, keepsSecrets),
      addresses: this.#addresses.hints(),
    }
  }

  restore({ headers, addresses = {} }: Pick<SessionState, 'headers' | 'addresses'>): void {
    this.headers.merge(headers)
    this.#addresses.recall(addresses)
  }

  build(method: string, target: string | URL, parts: RequestParts, { referer }: SendOptions = {}): Request {
    const url = targetUrl(target, this.#home.base)
    const { query, sensitiveHeaders = [] } = this.#options
    const defaults = { headers: this.headers, query, site: this.#siteFor(url), sensitiveHeaders }
    return mergeRequest(method, url, parts, defaults, refererSetting(referer, this.#parts.settings))
  }

  send(request: Request, options: SendOptions, start: CallStart = {}): Promise<Response> {
    return this.#settle(request, this.#begin(request, options, start))
  }

  async stream(request: Request, options: SendOptions): Promise<StreamResponse> {
    const call = this.#begin(request, options, { isStream: true })
    try {
      return openStream(await this.#settle(request, call), call)
    } catch (error) {
      call.deadline.end()
      await call.unread?.cancel()
      throw error
    }
  }

  async close(): Promise<void> {
    await this.#running.close()
    await this.#transport.close()
  }

  async destroy(): Promise<void> {
    this.#running.destroy()
    await this.#transport.destroy()
  }

  #begin(request: Request, options: SendOptions, start: CallStart): Call {
    this.#running.assertOpen()
    const resume: Call['resume'] = (next, history) =>
      this.send(next, options, { url: start.url ?? request.url, history })
    const call = makeCall(request, options, start, this.#parts, this.#siteFor(request.url), resume)
    this.#running.add(call.deadline)
    return call
  }

  async #settle(request: Request, call: Call): Promise<Response> {
    try {
      call.deadline.check()
      return await call.deadline.within(send(bareRequest(request), call))
    } catch (error) {
      if (!isHeard(call.hooks, 'onError')) throw error
      throw (await emit(call.hooks, 'onError', { request, error })).error
    } finally {
      this.#running.delete(call.deadline)
      // Of a body that is still to come only the pauses are timed: a download may take as long as it takes.
      if (call.unread) call.deadline.pause()
      else call.deadline.end()
    }
  }

  /** A session that was not told its site is at home where it goes first. */
  #siteFor(url: URL): Site {
    if (this.#site) return this.#site
    addFirstCookies(this.jar, this.#options.cookies, url.origin)
    this.#origin = url.origin
    return (this.#site = parseSite(url.origin))
  }
}

function transportOf(options: SessionOptions, addresses: AddressBook): Transport {
  const network = () => createTransport(options, addresses)
  return options.transport ? mountTransport(options.transport, network) : network()
}

/** A user name and password in the URL have become credentials, and go no further. */
function bareRequest(request: Request): Request {
  const url = withoutUserinfo(request.url)
  return url === request.url ? request : { ...request, url }
}
