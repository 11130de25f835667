import { hash } from 'node:crypto'

import { RouteError } from '../../errors.ts'
import { detach } from '../../http/detach.ts'
import type { Response } from '../../http/response.ts'
import { extensionOf } from './extension.ts'
import { checkFileName } from './file-name.ts'

/** A file that a route keeps of its page. */
export interface SavedFile {
  /** Its path in the folder of the crawler, with `/`. */
  readonly name: string
  readonly body: Uint8Array
}

/** Collects under which names a route keeps the body of its page. */
export class SavedNames {
  readonly #names = new Set<string>()
  readonly #response: Response
  readonly #route: string
  #closed = false

  constructor(response: Response, route: string) {
    this.#response = response
    this.#route = route
  }

  get found(): readonly string[] {
    return [...this.#names]
  }

  /** The route has returned: what it keeps from now on would be lost. */
  close(): void {
    this.#closed = true
  }

  /** The `save` of a page; see `Page`. */
  readonly save = (name?: string): string => {
    if (this.#closed) {
      const place = { url: this.#response.url, route: this.#route }
      throw new RouteError(
        'ROUTE_LATE',
        place,
        'saved its page after it had returned: await what it waits for',
      )
    }
    if (name !== undefined) checkFileName(name)
    const chosen = detach(name ?? ownName(this.#response))
    this.#names.add(chosen)
    return chosen
  }
}

/** What no other body is called: it is kept once, and written over by none. */
function ownName(response: Response): string {
  return hash('sha256', response.body).slice(0, 16) + extensionOf(response)
}
