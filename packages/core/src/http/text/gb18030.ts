/** How many pointers lead to the Basic Multilingual Plane, and where those to the other planes begin. */
const BASIC = 39_420
const OTHERS = 189_000

let pointers: ReadonlyMap<number, number> | undefined

/** The four bytes of a character that has neither one nor two in GB18030, by its code point (Encoding standard section 10.2.2). */
export function fourBytes(code: number): readonly number[] | undefined {
  pointers ??= basicPointers()
  const pointer = code > 0xffff ? code - 0x10000 + OTHERS : pointers.get(code)
  return pointer === undefined ? undefined : bytesOf(pointer)
}

/** What the decoder reads, turned round. */
function basicPointers(): ReadonlyMap<number, number> {
  const bytes = new Uint8Array(4 * BASIC)
  for (let pointer = 0; pointer < BASIC; pointer += 1) bytes.set(bytesOf(pointer), 4 * pointer)
  const text = new TextDecoder('gb18030').decode(bytes)
  return new Map(Array.from(text, (character, pointer) => [character.codePointAt(0) ?? 0, pointer]))
}

function bytesOf(pointer: number): readonly number[] {
  const digit = (size: number, range: number) => Math.floor(pointer / size) % range
  return [0x81 + digit(12_600, 126), 0x30 + digit(1_260, 10), 0x81 + digit(10, 126), 0x30 + digit(1, 10)]
}
