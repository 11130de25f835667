import { fileNameIn } from '../../http/fields/content-disposition.ts'
import { parseContentType } from '../../http/fields/content-type.ts'
import type { Response } from '../../http/response.ts'

/** What ends an address, and says by what the site makes its pages rather than what they are. */
const SCRIPTS: ReadonlySet<string> = new Set(
  ['action', 'ashx', 'asp', 'aspx', 'cfm', 'cgi', 'do', 'jsp', 'php', 'pl'].map((name) => `.${name}`),
)

const TYPES: ReadonlyMap<string, string> = new Map([
  ['application/gzip', '.gz'],
  ['application/json', '.json'],
  ['application/msword', '.doc'],
  ['application/pdf', '.pdf'],
  ['application/rtf', '.rtf'],
  ['application/vnd.ms-excel', '.xls'],
  ['application/vnd.ms-powerpoint', '.ppt'],
  ['application/vnd.oasis.opendocument.spreadsheet', '.ods'],
  ['application/vnd.oasis.opendocument.text', '.odt'],
  ['application/vnd.openxmlformats-officedocument.presentationml.presentation', '.pptx'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', '.xlsx'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', '.docx'],
  ['application/xml', '.xml'],
  ['application/zip', '.zip'],
  ['audio/mpeg', '.mp3'],
  ['image/avif', '.avif'],
  ['image/gif', '.gif'],
  ['image/jpeg', '.jpg'],
  ['image/png', '.png'],
  ['image/svg+xml', '.svg'],
  ['image/tiff', '.tif'],
  ['image/webp', '.webp'],
  ['message/rfc822', '.eml'],
  ['text/calendar', '.ics'],
  ['text/csv', '.csv'],
  ['text/html', '.html'],
  ['text/plain', '.txt'],
  ['text/xml', '.xml'],
  ['video/mp4', '.mp4'],
  ['video/webm', '.webm'],
])

/**
 * The extension of a body's file, in lower case and with its dot: of the name that Content-Disposition gives to it, else of
 * its address, else the usual one of its Content-Type; empty where none of them says.
 */
export function extensionOf({ headers, url }: Response): string {
  const ofAddress = extensionIn(url.pathname)
  return (
    extensionIn(fileNameIn(headers.get('content-disposition'))) ??
    (ofAddress && SCRIPTS.has(ofAddress) ? undefined : ofAddress) ??
    TYPES.get(parseContentType(headers.get('content-type'))?.type ?? '') ??
    ''
  )
}

/** A dot, and a few letters or digits: a version, such as the 2 in `/v1.2`, has no letter. */
function extensionIn(name = ''): string | undefined {
  return /\.(?=\d*[a-z])[\da-z]{1,10}$/i.exec(name)?.[0].toLowerCase()
}
