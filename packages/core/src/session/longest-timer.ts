/** The longest that a timer of Node can wait, in milliseconds: 24 days. For anything longer it fires at once. */
export const LONGEST_TIMER = 2 ** 31 - 1
