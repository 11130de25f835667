const tables = new Map<string, Map<string, readonly number[]>>()

/**
 * A text in one of the old charsets, as a browser's form sends it: what the charset lacks becomes `&#1234;`
 * (Encoding standard, encode with error mode "html").
 */
export function legacyBytes(text: string, encoding: string): Uint8Array {
  const table = tableOf(encoding)
  const bytes: number[] = []
  for (const character of text)
    bytes.push(...(table.get(character) ?? Buffer.from(`&#${character.codePointAt(0)};`)))
  return Uint8Array.from(bytes)
}

/** Every character that one or two bytes stand for: what the decoder reads, turned round. */
function tableOf(encoding: string): Map<string, readonly number[]> {
  let table = tables.get(encoding)
  if (!table) tables.set(encoding, (table = inverted(encoding)))
  return table
}

function inverted(encoding: string): Map<string, readonly number[]> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  const table = new Map<string, readonly number[]>()
  const read = (bytes: readonly number[]) => {
    try {
      const text = decoder.decode(Uint8Array.from(bytes))
      if (Array.from(text).length === 1 && !table.has(text)) table.set(text, bytes)
      return true
    } catch {
      return false
    }
  }
  for (let lead = 0; lead < 256; lead += 1) {
    if (read([lead])) continue
    for (let trail = 0x30; trail < 256; trail += 1) read([lead, trail])
  }
  return table
}
