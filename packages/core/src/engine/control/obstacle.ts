import type { RequestError } from '../../errors.ts'
import { codeOf } from '../../thrown.ts'

/** What is in the way where no connection comes about: the machine's limits, the network, or the site. */
export type Obstacle = 'machine' | 'network' | 'site'

const OBSTACLES: Readonly<{ [code: string]: Obstacle }> = {
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

/** The nearest that may be in the way when no connection came about; `undefined` for a failure of another kind. */
export function obstacleOf({ code, cause }: RequestError): Obstacle | undefined {
  // No name server could be asked (getaddrinfo(3)); ENOTFOUND is the answer of one.
  return code === 'DNS' && codeOf(cause) === 'EAI_AGAIN' ? 'network' : OBSTACLES[code]
}
