import { fourBytes } from './gb18030.ts'

type Table = ReadonlyMap<string, readonly number[]>

const tables = new Map<string, Table>()

/**
 * A text in one of the old charsets, as browsers send it: what the charset lacks becomes `&#1234;`
 * (Encoding standard, encode with error mode "html").
 */
export function legacyBytes(text: string, encoding: string): Uint8Array {
  const table = tableOf(encoding)
  const bytes: number[] = []
  for (const character of text) bytes.push(...(table.get(character) ?? uncommon(character, encoding)))
  return Uint8Array.from(bytes)
}

function uncommon(character: string, encoding: string): Iterable<number> {
  const code = character.codePointAt(0) ?? 0
  const bytes = encoding === 'gb18030' ? fourBytes(code) : undefined
  return bytes ?? Buffer.from(`&#${code};`)
}

function tableOf(encoding: string): Table {
  let table = tables.get(encoding)
  if (!table) tables.set(encoding, (table = inverted(encoding)))
  return table
}

const LINE = 0x0a
const TRAILS = Array.from({ length: 0x100 - 0x30 }, (_, index) => 0x30 + index)

/** Every character that one or two bytes stand for: what the decoder reads, turned round. */
function inverted(encoding: string): Table {
  const decoder = new TextDecoder(encoding)
  const table = new Map<string, readonly number[]>()
  const add = (character: string, bytes: readonly number[]) => {
    if (isOne(character) && (!table.has(character) || countsLast(character, encoding)))
      table.set(character, bytes)
  }
  for (let lead = 0; lead < 0x100; lead += 1) {
    const single = decoder.decode(Uint8Array.of(lead))
    if (isOne(single) && !(encoding === 'gb18030' && single === '€')) {
      add(single, [lead])
      continue
    }
    // All of them at once, each on a line, since a call costs more than what it decodes.
    const pairs = decoder.decode(Uint8Array.from(TRAILS.flatMap((trail) => [lead, trail, LINE])))
    for (const [index, character] of pairs.split('\n').entries()) add(character, [lead, 0x30 + index])
  }
  return table
}

/** Whether bytes stand for one character, and not for none or several. */
function isOne(text: string): boolean {
  const [first] = text
  return first === text && first !== '\uFFFD'
}

/** What stands twice in a charset is sent as it stands there first, but for a few (Encoding standard, index Big5 pointer). */
function countsLast(character: string, encoding: string): boolean {
  return encoding === 'big5' && '═╞╡╪十卅'.includes(character)
}
