import { DomHandler } from 'domhandler'

import { DEEPEST } from '../depth.ts'

/** The tree that htmlparser2 makes, with a bound to its depth. */
export class ShallowHandler extends DomHandler {
  /** Elements that are open for the parser, and have ended here. */
  #ended = 0

  override onopentag(name: string, attributes: { [name: string]: string }): void {
    if (this.tagStack.length > DEEPEST) {
      super.onclosetag()
      this.#ended++
    }
    super.onopentag(name, attributes)
  }

  override onclosetag(): void {
    if (this.#ended > 0) this.#ended--
    else super.onclosetag()
  }
}
