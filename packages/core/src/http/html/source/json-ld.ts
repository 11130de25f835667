import { rawTexts } from './raw-text.ts'

/** A thing that a page describes for machines, in the words of schema.org. */
export type JsonLd = { readonly [property: string]: unknown }

const TYPE = /\btype\s*=\s*["']?application\/ld\+json\b/i
/** By which some hide the JSON from browsers of old. */
const WRAPPING =
  /^\s*(?:<!--|(?:\/\/|\/\*)?\s*<!\[CDATA\[(?:\s*\*\/)?)|(?:-->|(?:\/\/|\/\*)?\s*\]\]>(?:\s*\*\/)?)\s*$/g

/** The JSON-LD objects of a page, those in lists and under `@graph` each by itself; what is not JSON is left out. */
export function jsonLdOf(html: string): JsonLd[] {
  const found: JsonLd[] = []
  for (const { name, attributes, text } of rawTexts(html)) {
    if (name === 'script' && TYPE.test(attributes)) collect(parsed(text.replace(WRAPPING, '')), found)
  }
  return found
}

function collect(value: unknown, found: JsonLd[]): void {
  if (Array.isArray(value)) for (const part of value) collect(part, found)
  else if (typeof value === 'object' && value !== null) {
    if ('@graph' in value) collect(value['@graph'], found)
    else found.push(value as JsonLd)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
