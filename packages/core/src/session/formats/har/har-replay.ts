import { NetworkError } from '../../../errors.ts'
import type { Request } from '../../../http/request.ts'
import type { MountAnswer, MountFunction } from '../../transport/mount.ts'
import { asArray, asObject, asString } from '../json-file.ts'
import type { JsonObject } from '../json-file.ts'
import { readHar } from './har-entry.ts'
import type { RawEntry } from './har-entry.ts'

interface Recorded {
  readonly key: string
  readonly answer: MountAnswer
}

/** What the recorded body has lost: it is there decoded and whole. */
const OF_THE_WIRE = new Set(['content-encoding', 'content-length', 'transfer-encoding'])

/**
 * Answers requests from a HAR 1.2 instead of the network, by method and URL, as in `new Session({ transport: replayHar(har) })`.
 *
 * Several records of one page are given in their order, the last again and again.
 *
 * @param input The HAR, as text or as an object.
 * @throws {DefinitionError} naming the line or the field that is wrong.
 */
export function replayHar(input: unknown): MountFunction {
  const recorded = Map.groupBy(readHar(input).map(readRecorded), ({ key }) => key)
  return (request) => {
    const answers = recorded.get(keyOf(request.method, request.url.href))
    const [next] = answers ?? []
    if (!answers || !next) throw notRecorded(request)
    if (answers.length > 1) answers.shift()
    return next.answer
  }
}

function readRecorded({ place, request, response }: RawEntry): Recorded {
  const statusText = response['statusText']
  const method = asString(request['method'], `${place}.request.method of the HAR`)
  const url = asString(request['url'], `${place}.request.url of the HAR`)
  return {
    key: keyOf(method, url),
    answer: {
      status: Number(response['status']),
      statusText: typeof statusText === 'string' ? statusText : '',
      headers: headersOf(response, place),
      body: bodyOf(response),
    },
  }
}

function headersOf(response: JsonObject, place: string): [string, string][] {
  return asArray(response['headers'] ?? [], `${place}.response.headers of the HAR`).flatMap((item) => {
    const { name, value } = asObject(item, `${place}.response.headers of the HAR`)
    const lines = String(value).split('\n')
    // HTTP/2 has names such as :status; Chrome writes several Set-Cookie lines as one.
    return typeof name !== 'string' || name.startsWith(':') || OF_THE_WIRE.has(name.toLowerCase())
      ? []
      : lines.map((line): [string, string] => [name, line.trim()])
  })
}

function bodyOf(response: JsonObject): Uint8Array {
  const { text, encoding } = (response['content'] ?? {}) as JsonObject
  return Buffer.from(typeof text === 'string' ? text : '', encoding === 'base64' ? 'base64' : 'utf8')
}

function keyOf(method: string, url: string): string {
  return `${method.toUpperCase()} ${url.replace(/#.*/, '')}`
}

function notRecorded(request: Request): NetworkError {
  return new NetworkError(
    'NOT_RECORDED',
    request,
    'is not in the HAR: record it, or mount the HAR at the URLs that it has',
  )
}
