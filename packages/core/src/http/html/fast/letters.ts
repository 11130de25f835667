/** The codes of the letters that markup is made of. */
export const [EXCLAMATION, QUOTE, APOSTROPHE, DASH, SLASH] = [33, 34, 39, 45, 47]
export const [EQUALS, GREATER_THAN, QUESTION] = [61, 62, 63]
const [TAB, LINE_FEED, FORM_FEED, RETURN, SPACE] = [9, 10, 12, 13, 32]
const [UPPER_A, UPPER_Z, LOWER_A, LOWER_Z] = [65, 90, 97, 122]

export function isLetter(code: number): boolean {
  return (code >= LOWER_A && code <= LOWER_Z) || (code >= UPPER_A && code <= UPPER_Z)
}

export function isBlank(code: number): boolean {
  // Most are beyond at once.
  if (code > SPACE) return false
  return code === SPACE || code === LINE_FEED || code === TAB || code === RETURN || code === FORM_FEED
}
