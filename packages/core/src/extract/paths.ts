import { DefinitionError } from '../errors.ts'

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
export function compilePaths(paths: { readonly [route: string]: string | undefined }): PathMatcher {
  const patterns = Object.entries(paths).flatMap(([route, path]) =>
    path === undefined ? [] : [compile(route, path)],
  )
  return {
    routeOf: (url) => patterns.find(({ regExp }) => regExp.test(url.pathname))?.route,
    params(route, url) {
      const pattern = patterns.find((candidate) => candidate.route === route)
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
  const source = path.replace(
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
