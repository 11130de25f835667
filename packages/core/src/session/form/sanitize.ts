type Attribute = (name: string) => string | undefined

/** The value that an `<input>` of a type sends untouched (HTML standard, value sanitization algorithm). */
export function sanitize(type: string, value: string, attribute: Attribute): string {
  switch (type) {
    case 'hidden':
      return value
    case 'color':
      return /^#[0-9a-f]{6}$/i.test(value) ? value.toLowerCase() : '#000000'
    case 'range':
      return String(rangeValue(value, attribute))
    case 'number':
      return numberOf(value) === undefined ? '' : value
    case 'email':
    case 'url':
      return oneLine(value).trim()
    default:
      return oneLine(value)
  }
}

/** Where the slider stands: as its value says, else in the middle, within its ends and on a step. */
function rangeValue(value: string, attribute: Attribute): number {
  const min = numberOf(attribute('min')) ?? 0
  const max = numberOf(attribute('max')) ?? 100
  if (max < min) return min
  const wanted = Math.min(max, Math.max(min, numberOf(value) ?? min + (max - min) / 2))
  const step = attribute('step')?.toLowerCase() === 'any' ? 0 : (numberOf(attribute('step')) ?? 1)
  if (step === 0) return wanted
  const width = step > 0 ? step : 1
  const last = Math.floor((max - min) / width)
  // Rounded, for 0.1 * 3 is not 0.3.
  return Number((min + Math.min(last, Math.round((wanted - min) / width)) * width).toPrecision(12))
}

/** A floating-point number as HTML writes it. */
function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^-?(?:\d+(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?$/i.test(text)
    ? Number(text)
    : undefined
}

/** What is typed into one line has no line breaks. */
function oneLine(value: string): string {
  return value.replaceAll(/[\r\n]/g, '')
}
