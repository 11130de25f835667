import { HIDDEN } from '../hidden.ts'
import { asArray, asObject, asString, readJson } from '../json-file.ts'
import type { JsonObject } from '../json-file.ts'

/** What an entry of a HAR tells about cookies. */
export interface HarEntry {
  readonly url: URL
  /** When it was recorded, in milliseconds since 1970. */
  readonly time: number
  /** How the browser called itself. */
  readonly userAgent: string | undefined
  readonly request: HarMessage
  readonly response: HarMessage
}

/** A recorded request or response. */
interface HarMessage {
  /** The Cookie or Set-Cookie lines among its headers. */
  readonly lines: readonly string[]
  /** Its cookies as the recorder understood them. */
  readonly cookies: readonly HarCookie[]
}

/** A cookie of a HAR 1.2; only those of responses have more than a name and a value. */
export interface HarCookie {
  readonly name: string
  readonly value: string
  readonly [attribute: string]: unknown
}

/** An entry of a HAR, and where it stands there. */
export interface RawEntry {
  readonly place: string
  readonly entry: JsonObject
  readonly request: JsonObject
  readonly response: JsonObject
}

/**
 * Reads a HAR 1.2, as text or as an object.
 *
 * @throws {DefinitionError} naming the line or the field that is wrong.
 */
export function readHar(input: unknown): RawEntry[] {
  const log = asObject(readJson(input, 'the HAR')['log'], 'log of the HAR')
  return asArray(log['entries'], 'log.entries of the HAR').map((value, index) => {
    const place = `log.entries[${index}]`
    const entry = asObject(value, `${place} of the HAR`)
    const request = asObject(entry['request'], `${place}.request of the HAR`)
    const response = asObject(entry['response'], `${place}.response of the HAR`)
    return { place, entry, request, response }
  })
}

/** The same as far as it tells about cookies. */
export function readHarEntries(input: unknown): HarEntry[] {
  return readHar(input).flatMap(({ place, entry, request, response }) => {
    const url = URL.parse(asString(request['url'], `${place}.request.url of the HAR`))
    const time = Date.parse(String(entry['startedDateTime']))
    return !url
      ? []
      : {
          url,
          time: Number.isNaN(time) ? Date.now() : time,
          userAgent: headersOf(request, `${place}.request`).find(isUserAgent)?.value,
          request: readMessage(request, 'cookie', `${place}.request`),
          response: readMessage(response, 'set-cookie', `${place}.response`),
        }
  })
}

function readMessage(message: JsonObject, header: string, place: string): HarMessage {
  const headers = headersOf(message, place).filter(({ name }) => name.toLowerCase() === header)
  // Chrome writes several Set-Cookie lines as one header.
  return {
    lines: headers.flatMap(({ value }) => value.split('\n')).filter(isShown),
    cookies: readList(message, 'cookies', place).filter(({ value }) => isShown(value)),
  }
}

function headersOf(message: JsonObject, place: string): HarCookie[] {
  return readList(message, 'headers', place)
}

function isUserAgent({ name }: HarCookie): boolean {
  return name.toLowerCase() === 'user-agent'
}

function isShown(text: string): boolean {
  return text !== HIDDEN
}

function readList(message: JsonObject, field: string, place: string): HarCookie[] {
  return asArray(message[field] ?? [], `${place}.${field} of the HAR`).map((value, index) =>
    readPair(value, `${place}.${field}[${index}]`),
  )
}

function readPair(item: unknown, place: string): HarCookie {
  const object = asObject(item, `${place} of the HAR`)
  const name = asString(object['name'], `${place}.name of the HAR`)
  return { ...object, name, value: asString(object['value'], `${place}.value of the HAR`) }
}
