import { connect } from 'node:net'

import type { Site } from './site.ts'

/** Fetches a page and follows nothing. */
export function get(site: Site, path: string, cookie = ''): Promise<Response> {
  return fetch(site.url + path, { headers: { cookie }, redirect: 'manual' })
}

/** Fetches the text of a page. */
export async function read(site: Site, path: string, cookie = ''): Promise<string> {
  return (await get(site, path, cookie)).text()
}

/** Fills in the login form as a browser would, but for the fields given. */
export async function signIn(site: Site, fields: Record<string, string> = {}): Promise<Response> {
  const form = await get(site, '/login')
  const [, csrf_token = ''] = /name="csrf_token" value="([^"]+)"/.exec(await form.text())!
  const body = new URLSearchParams({ csrf_token, username: 'ada', password: 'lovelace', ...fields })
  return fetch(`${site.url}/login`, {
    method: 'POST',
    headers: { cookie: cookieOf(form) },
    body,
    redirect: 'manual',
  })
}

/** The first cookie that an answer sets, as the next request sends it. */
export function cookieOf(response: Response): string {
  return response.headers.get('set-cookie')!.split(';')[0]!
}

/** The paths of the links that stay on the site of the page at `base`. */
export function links(page: string, base: string): string[] {
  const urls = [...page.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href]) => new URL(href!, base))
  const local = urls.filter(({ origin }) => origin === new URL(base).origin)
  return local.map(({ pathname, search }) => pathname + search)
}

/** What came over a bare socket: head and body, and what after them. */
export interface Exchange {
  bytes: Buffer
  ending: 'end' | 'reset' | 'silence'
}

/** Asks over a bare socket; if the connection may stay open, 300 ms of silence are the end of it. */
export function exchange(
  site: Site,
  path: string,
  connection: 'keep-alive' | 'close' = 'keep-alive',
): Promise<Exchange> {
  const socket = connect(Number(new URL(site.url).port), '127.0.0.1')
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: ${connection}\r\n\r\n`)
  const chunks: Buffer[] = []
  return new Promise((resolve) => {
    const end = (ending: Exchange['ending']) => {
      resolve({ bytes: Buffer.concat(chunks), ending })
      socket.destroy()
    }
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    if (connection === 'keep-alive') socket.setTimeout(300, () => end('silence'))
    socket.on('end', () => end('end'))
    socket.on('error', () => end('reset'))
  })
}
