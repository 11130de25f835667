import { BodyError, type RequestPlace } from '../../errors.ts'
import type { Coding } from './inflate-format.ts'

/** What a request may say in Accept-Encoding: every coding that a body can come in. */
export const acceptEncoding = 'gzip, deflate, br, zstd'

const CODINGS: Record<string, Coding> = {
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
  br: 'br',
  zstd: 'zstd',
}

const MOST_LAYERS = 5

/**
 * The codings to undo, the outermost first (RFC 9110 section 8.4); `identity` does not count.
 *
 * An unknown coding stays on the body, and so does what lies under it.
 *
 * @throws {BodyError} `TOO_MANY_ENCODINGS` with more than five layers, as only a bomb has.
 */
export function codingsOf(contentEncoding: string | null, place: RequestPlace): Coding[] {
  if (!contentEncoding) return []
  const names = contentEncoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity')
  if (names.length > MOST_LAYERS) {
    throw new BodyError(
      'TOO_MANY_ENCODINGS',
      place,
      `the body is encoded ${names.length} times over: more than ${MOST_LAYERS} are not undone`,
    )
  }
  const codings: Coding[] = []
  for (const name of names.toReversed()) {
    const coding = Object.hasOwn(CODINGS, name) ? CODINGS[name] : undefined
    if (!coding) break
    codings.push(coding)
  }
  return codings
}
