import { rawTexts } from './raw-text.ts'

/** A thing that a page describes for machines, in the words of schema.org. */
export type JsonLd = { readonly [property: string]: unknown }

const TYPE = /\btype\s*=\s*["']?application\/ld\+json\b/i
/** By which some hide the JSON from browsers of old. */
const OPENING = /^(?:<!--|(?:\/\/|\/\*)?\s*<!\[CDATA\[(?:\s*\*\/)?)/

/** The JSON-LD objects of a page, those in lists and under `@graph` each by itself; what is not JSON is left out. */
export function jsonLdOf(html: string): JsonLd[] {
  const found: JsonLd[] = []
  for (const { name, attributes, text } of rawTexts(html)) {
    if (name === 'script' && TYPE.test(attributes)) collect(parsed(unwrapped(text)), found)
  }
  return found
}

/** Goes as deep as the JSON does, which a call in a call cannot. */
function collect(value: unknown, found: JsonLd[]): void {
  const open = [value]
  while (open.length > 0) {
    const part = open.pop()
    if (Array.isArray(part)) for (const inner of part.toReversed()) open.push(inner)
    else if (typeof part === 'object' && part !== null) {
      if ('@graph' in part) open.push(part['@graph'])
      else found.push(part as JsonLd)
    }
  }
}

function unwrapped(text: string): string {
  const inner = text.trim().replace(OPENING, '')
  const end = Math.max(inner.lastIndexOf('-->'), inner.lastIndexOf(']]>'))
  const after = inner.slice(end + 3).trim()
  if (end < 0 || (after !== '' && after !== '*/')) return inner
  const json = inner.slice(0, end).trimEnd()
  return json.endsWith('//') || json.endsWith('/*') ? json.slice(0, -2) : json
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
