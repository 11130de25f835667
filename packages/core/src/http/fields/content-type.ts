/** A media type and its parameters. */
export interface ContentType {
  /** In lower case, as in `text/html`. */
  readonly type: string
  /** By name in lower case; the first of a repeated name counts. */
  readonly parameters: ReadonlyMap<string, string>
}

const TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+"
const TYPE = new RegExp(`^\\s*(${TOKEN}/${TOKEN})(?=[;\\s]|$)`)
const PARAMETER = new RegExp(`[;\\s](${TOKEN})\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"?|([^;\\s]*))`, 'gs')
// A comma between types, not one within quotes.
const MEMBER = /(?:"(?:[^"\\]|\\.)*"?|[^,"])+/gs

/**
 * Reads a Content-Type header (RFC 9110 section 8.3.1), as forgiving as the Fetch standard:
 * of several types the last sound one counts, and keeps the charset of an equal one before it.
 *
 * `undefined` for what is no media type at all.
 */
export function parseContentType(header: string | null | undefined): ContentType | undefined {
  let found: ContentType | undefined
  for (const [member] of header?.matchAll(MEMBER) ?? []) {
    const next = parseMember(member)
    if (!next || next.type === '*/*') continue
    const charset = next.type === found?.type ? found.parameters.get('charset') : undefined
    if (charset === undefined || next.parameters.has('charset')) found = next
    else found = { type: next.type, parameters: new Map([...next.parameters, ['charset', charset]]) }
  }
  return found
}

const MEDIA = /^(?:audio|font|image(?!\/svg)|video)\/|^application\/(?:pdf|zip)$/

/** Whether a body is of a kind that no browser reads as a page: a picture, sound, a film, a PDF, an archive. */
export function isMedia(header: string | null): boolean {
  return MEDIA.test(parseContentType(header)?.type ?? '')
}

function parseMember(member: string): ContentType | undefined {
  const type = TYPE.exec(member)?.[1]?.toLowerCase()
  if (!type) return undefined
  const parameters = new Map<string, string>()
  for (const [, name = '', quoted, bare = ''] of member.matchAll(PARAMETER)) {
    const key = name.toLowerCase()
    const value = quoted === undefined ? bare : quoted.replaceAll(/\\(.)/gs, '$1')
    if (!parameters.has(key)) parameters.set(key, value)
  }
  return { type, parameters }
}
