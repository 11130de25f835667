import { bypass } from './no-proxy.ts'

/** The variables of a process. */
type Environment = Readonly<Record<string, string | undefined>>

/**
 * Which proxy the environment names for a URL: `http_proxy`, `https_proxy`, else `all_proxy`, unless `no_proxy` has the host.
 *
 * A name in lower case beats the same in upper case, also when it is empty, which means no proxy. `HTTP_PROXY` is
 * not looked at under CGI, where the client of the web server sets it (CVE-2016-5385, httpoxy).
 */
export function environmentProxy(environment: Environment = process.env): (url: URL) => string | null {
  const { http, https, all, none } = read(environment)
  return (url) => {
    const proxy = (url.protocol === 'https:' ? https : http) ?? all
    return !proxy || none(url) ? null : proxy
  }
}

function read(environment: Environment) {
  const either = (name: string): string | undefined =>
    (environment[name] ?? environment[name.toUpperCase()])?.trim()
  const isCgi = environment['REQUEST_METHOD'] !== undefined
  return {
    http: isCgi ? environment['http_proxy']?.trim() : either('http_proxy'),
    https: either('https_proxy'),
    all: either('all_proxy'),
    none: bypass(either('no_proxy') ?? ''),
  }
}
