import type { Login } from '../../../extract/login.ts'
import type { Response } from '../../../http/response.ts'
import { resolved } from '../../../session/form/form.ts'
import type { Session } from '../../../session/session.ts'
import { hasPasswordField, hasPasswordInput, isHtml } from '../signs/password-field.ts'

/**
 * Knows the page on which a login begins, and its forms wherever a site shows them.
 *
 * It is asked whether a page is, or has, the login in place of what was asked for.
 */
export class LoginPages {
  /** Where it begins, as origin and path. */
  readonly #begin: string | undefined
  /** What the first form asks for. */
  readonly #names: readonly string[]
  /** Where its forms were sent to, as origins and paths. */
  readonly #targets = new Set<string>()
  #areEverywhere = false

  constructor(login: Login, session: Session) {
    this.#begin = login.form === undefined ? undefined : placeOf(session.build('GET', login.form).url)
    const [first = {}] = login.form === undefined ? [] : [login.fields ?? []].flat()
    this.#names = Object.keys(first)
  }

  /** Remembers where a form of the login was sent to, by the answer. */
  sawAnswer({ requestUrl, history, method }: Response): void {
    if ((history[0]?.method ?? method) === 'POST') this.#targets.add(placeOf(requestUrl))
  }

  /** Even who is signed in is shown the forms. */
  ignoreForms(): void {
    this.#areEverywhere = true
  }

  /** Whether who asked for a page was sent to the one on which the login begins. */
  isRedirectTarget({ requestUrl, url }: Response): boolean {
    return placeOf(url) === this.#begin && placeOf(requestUrl) !== this.#begin
  }

  /** Whether a page is the login in place of the one that was asked for. */
  isInPlaceOf(response: Response): boolean {
    const [asked, given] = [placeOf(response.requestUrl), placeOf(response.url)]
    if (asked === this.#begin || !response.ok) return false
    if (given !== asked && hasPasswordField(response)) return true
    return given === this.#begin || (!this.#areEverywhere && this.isShownOn(response))
  }

  /** Whether a page has a form of the login. */
  isShownOn(response: Response): boolean {
    if (this.#targets.size === 0 || !isHtml(response) || !this.#mayHaveForm(response.text)) return false
    const { $ } = response
    return $('form')
      .toArray()
      .map((form) => $(form))
      .filter((form) => this.#targets.has(placeOf(resolved(response, form.attr('action')?.trim() ?? ''))))
      .some((form) =>
        this.#isAsking(
          form
            .find('input')
            .toArray()
            .map((input) => $(input).attr() ?? {}),
        ),
      )
  }

  /** Spares pages without a form the parser. */
  #mayHaveForm(text: string): boolean {
    return hasPasswordInput(text) || this.#asksForAll((name) => text.includes(name))
  }

  #isAsking(inputs: readonly { readonly [attribute: string]: string }[]): boolean {
    const isPassword = inputs.some(({ type }) => type?.toLowerCase() === 'password')
    return isPassword || this.#asksForAll((name) => inputs.some((input) => input['name'] === name))
  }

  #asksForAll(isThere: (name: string) => boolean): boolean {
    return this.#names.length > 0 && this.#names.every(isThere)
  }
}

function placeOf({ origin, pathname }: URL): string {
  return origin + pathname
}
