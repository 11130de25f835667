/**
 * How deep elements nest at most: as in Chrome and Safari, deeper ones stand side by side. No page is made like this, and
 * parsing, searching and writing a deeper tree takes quadratic time or more stack than there is.
 */
export const DEEPEST = 512
