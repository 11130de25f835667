import { TextDecoder } from 'node:util'

const decoders = new Map<string, TextDecoder>()

/**
 * The name of an encoding by one of its labels (Encoding standard section 4.2): `latin1` is `windows-1252`.
 *
 * `undefined` for a label that nobody knows, and for encodings that are not to be read at all.
 */
export function encodingOf(label: string): string | undefined {
  try {
    return new TextDecoder(label.replaceAll(/^['"]|['"]$/g, '')).encoding
  } catch {
    return undefined
  }
}

/** The decoder of an encoding by its name; it drops a byte order mark and replaces what is malformed. */
export function decoderOf(encoding: string): TextDecoder {
  let decoder = decoders.get(encoding)
  if (!decoder) decoders.set(encoding, (decoder = new TextDecoder(encoding)))
  return decoder
}
