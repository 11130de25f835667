import { DefinitionError } from '../errors.ts'
import type { Paths } from './definition.ts'

/** The named parts of a path, percent-decoded. */
export type PathParams = { readonly [name: string]: string }

/** Finds the route of a URL, and the named parts of its path. */
export interface PathMatcher {
  /** The first route in the order of `paths` whose pattern takes the URL's path. */
  routeOf(url: URL): string | undefined
  params(route: string, url: URL): PathParams
}

interface Pattern {
  readonly route: string
  readonly regExp: RegExp
  readonly names: readonly string[]
}

/**
 * Compiles path patterns: `:name` stands for one segment's text, `*` for anything.
 *
 * They become plain regular expressions, since `URLPattern` costs 70 µs a URL and a page has a hundred links.
 */
export function compilePaths(paths: Paths<string>): PathMatcher {
  const patterns = Object.entries(paths).flatMap(([route, path = []]) =>
    [path].flat().map((one: string) => compile(route, one)),
  )
  return {
    routeOf: (url) => patterns.find(({ regExp }) => regExp.test(url.pathname))?.route,
    params(route, url) {
      const takes = (pattern: Pattern) => pattern.route === route && pattern.regExp.test(url.pathname)
      const pattern = patterns.find(takes)
      const match = pattern?.regExp.exec(url.pathname)
      if (!pattern || !match) return {}
      return Object.fromEntries(pattern.names.map((name, index) => [name, decode(match[index + 1] ?? '')]))
    },
  }
}

function compile(route: string, path: string): Pattern {
  if (!path.startsWith('/')) {
    throw new DefinitionError(
      `paths.${route} is ${JSON.stringify(path)}: a path starts with "/", as in "/orders/:id"`,
    )
  }
  const names: string[] = []
  // A URL's path has other letters percent-encoded.
  const encoded = path.replace(/[^\u0021-\u007e]+/gu, encodeURI)
  const source = encoded.replace(
    /:([A-Za-z_][A-Za-z0-9_]*)|\*|[.+?^${}()|[\]\\]/g,
    (token, name: string | undefined) => {
      if (name === undefined) return token === '*' ? '.*' : `\\${token}`
      names.push(name)
      return '([^/]+?)'
    },
  )
  return { route, names, regExp: new RegExp(`^${source}/?$`) }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
