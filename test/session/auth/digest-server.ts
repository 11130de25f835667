import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

import type { SeenRequest } from '../../support/serve.ts'

const HASHES: { readonly [algorithm: string]: string } = {
  MD5: 'md5',
  'SHA-256': 'sha256',
  'SHA-512': 'sha512',
  'SHA-512-256': 'sha512-256',
}

/** The parameters of an Authorization header, as a server reads them. */
export function parametersOf(authorization = ''): { [name: string]: string } {
  const pairs = authorization.matchAll(/([\w*]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g)
  return Object.fromEntries(
    Array.from(pairs, ([, name = '', quoted, plain = '']) => [
      name,
      quoted?.replace(/\\(.)/g, '$1') ?? plain,
    ]),
  )
}

/** Whether a request carries the right Digest signature: an implementation of its own, on the server's side. */
export function isSigned(
  request: Pick<IncomingMessage & SeenRequest, 'method' | 'url' | 'headers' | 'body'>,
  user: string,
  password: string,
): boolean {
  const sent = parametersOf(request.headers.authorization)
  if (sent['uri'] !== request.url) return false
  const { key, seal } = sealer(sent, user, password)
  const target = `${request.method}:${request.url}`
  const message = sent['qop'] === 'auth-int' ? `${target}:${key(request.body)}` : target
  return sent['response'] === seal(message)
}

/** The server's own proof, for Authentication-Info. */
export function proofFor(authorization: string | undefined, user: string, password: string): string {
  const sent = parametersOf(authorization)
  return sealer(sent, user, password).seal(`:${sent['uri']}`)
}

function sealer(sent: { [name: string]: string }, user: string, password: string) {
  const algorithm = sent['algorithm'] ?? 'MD5'
  const key = (text: string) =>
    createHash(HASHES[algorithm.replace('-sess', '')] ?? 'none')
      .update(text)
      .digest('hex')
  const plain = key(`${user}:${sent['realm']}:${password}`)
  const first = algorithm.endsWith('-sess') ? key(`${plain}:${sent['nonce']}:${sent['cnonce']}`) : plain
  const middle = sent['qop'] ? `${sent['nc']}:${sent['cnonce']}:${sent['qop']}:` : ''
  return { key, seal: (message: string) => key(`${first}:${sent['nonce']}:${middle}${key(message)}`) }
}
