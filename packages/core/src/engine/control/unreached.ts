import { codeOf } from '../../errors.ts'
import type { RequestError } from '../../errors.ts'

/** Whose fault it may be that no connection came about: the machine's limits, the network, or the site. */
export type Culprit = 'machine' | 'network' | 'site'

const CULPRITS: Readonly<{ [code: string]: Culprit }> = {
  EMFILE: 'machine',
  ENFILE: 'machine',
  ENOBUFS: 'machine',
  ENETUNREACH: 'network',
  ENETDOWN: 'network',
  ECONNREFUSED: 'site',
  EHOSTUNREACH: 'site',
  EADDRNOTAVAIL: 'site',
  CONNECT_TIMEOUT: 'site',
  DNS: 'site',
}

/** Who may be to blame at the nearest when no connection came about; `undefined` for a failure of another kind. */
export function culpritOf({ code, cause }: RequestError): Culprit | undefined {
  // No name server could be asked (getaddrinfo(3)); ENOTFOUND is the answer of one.
  return code === 'DNS' && codeOf(cause) === 'EAI_AGAIN' ? 'network' : CULPRITS[code]
}
