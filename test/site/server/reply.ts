import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'

/** Answers one request; `raw` is the response of `node:http`, for answers that bend the rules. */
export class Reply {
  readonly raw: ServerResponse

  constructor(raw: ServerResponse) {
    this.raw = raw
  }

  /** Answers with a body that has its length declared. */
  send(status: number, headers: OutgoingHttpHeaders, body: string | Buffer = ''): void {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body
    const length = status === 204 || status === 304 ? {} : { 'content-length': bytes.length }
    this.raw.writeHead(status, { ...headers, ...length }).end(bytes)
  }

  html(body: string, status = 200): void {
    this.send(status, { 'content-type': 'text/html; charset=utf-8' }, body)
  }

  text(body: string, status = 200): void {
    this.send(status, { 'content-type': 'text/plain; charset=utf-8' }, body)
  }

  json(value: unknown, status = 200, headers: OutgoingHttpHeaders = {}): void {
    this.send(status, { 'content-type': 'application/json', ...headers }, JSON.stringify(value))
  }

  redirect(location: string, status = 302): void {
    this.send(status, { location, 'content-type': 'text/plain' }, `Go to ${location}\n`)
  }

  notFound(): void {
    this.html('<!doctype html><title>Not found</title><h1>Not found</h1><p>There is no such page.</p>', 404)
  }

  /** Sets a cookie for the whole site; `maxAge` is in seconds, and 0 removes it. */
  setCookie(name: string, value: string, attributes: { maxAge?: number; httpOnly?: boolean } = {}): void {
    const { maxAge, httpOnly = true } = attributes
    const age = maxAge === undefined ? '' : `; Max-Age=${maxAge}`
    this.raw.appendHeader(
      'set-cookie',
      `${name}=${value}; Path=/; SameSite=Lax${httpOnly ? '; HttpOnly' : ''}${age}`,
    )
  }

  /** Waits, and says whether there is still somebody to answer. */
  wait(milliseconds: number): Promise<boolean> {
    const { raw } = this
    return new Promise((resolve) => {
      if (raw.destroyed || raw.closed) return resolve(false)
      const timer = setTimeout(() => settle(true), milliseconds)
      const gone = () => settle(false)
      raw.once('close', gone)
      function settle(present: boolean): void {
        clearTimeout(timer)
        raw.off('close', gone)
        resolve(present)
      }
    })
  }
}
