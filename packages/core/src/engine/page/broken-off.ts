import { CrawlError } from '../../errors.ts'

/**
 * A visit that was broken off though nothing is wrong with its page: the request is given back, and spends no try.
 *
 * ```
 * BrokenOff
 * ├ Stopped      the run is stopping, or the site is given up
 * ├ SigningIn    the account of the page is signing in: its pages stand in nobody's way meanwhile
 * └ Spoiled      the session that the page was fetched with has turned out to be dead, or was renewed
 * ```
 */
export class BrokenOff extends CrawlError {}

/** Also the reason of every wait that the end of a run aborts. */
export class Stopped extends BrokenOff {
  constructor() {
    super('STOPPED', 'the run is stopping')
  }
}

/** See `BrokenOff`. */
export class SigningIn extends BrokenOff {
  constructor() {
    super('SIGNING_IN', 'the account of the page is signing in')
  }
}

/** See `BrokenOff`. */
export class Spoiled extends BrokenOff {
  constructor() {
    super('SPOILED', 'the session was renewed while the page was read')
  }
}
