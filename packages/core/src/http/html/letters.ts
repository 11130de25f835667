/** The codes of the letters that markup is made of. */
export const [NULL, RETURN, EXCLAMATION, QUOTE, AMPERSAND, APOSTROPHE] = [0, 13, 33, 34, 38, 39]
export const [DASH, SLASH, LESS_THAN, EQUALS, GREATER_THAN, QUESTION] = [45, 47, 60, 61, 62, 63]
const [TAB, LINE_FEED, FORM_FEED, SPACE] = [9, 10, 12, 32]
const [UPPER_A, UPPER_Z, LOWER_A, LOWER_Z] = [65, 90, 97, 122]

/** Whether a tag may begin with it. */
export function isLetter(code: number): boolean {
  return (code >= LOWER_A && code <= LOWER_Z) || (code >= UPPER_A && code <= UPPER_Z)
}

/** Whether it is white space in markup. */
export function isBlank(code: number): boolean {
  // Most are beyond at once.
  if (code > SPACE) return false
  return code === SPACE || code === LINE_FEED || code === TAB || code === RETURN || code === FORM_FEED
}
