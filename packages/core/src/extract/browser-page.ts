/**
 * A page of a real browser, as far as a login needs it: the part of Playwright's `Page` by which forms are filled in.
 *
 * A script that needs more may write `(page: import('playwright-core').Page) => …`, which fits as well.
 */
export interface BrowserPage {
  /** Opens an address; a path is taken from the crawler's first start. */
  goto(url: string): Promise<unknown>
  /** Where the page is now. */
  url(): string
  /** The page as HTML, as its scripts have made it. */
  content(): Promise<string>
  /** What a CSS selector, or another selector of Playwright, finds. */
  locator(selector: string): BrowserElement
  /** A field by its label. */
  getByLabel(text: string | RegExp): BrowserElement
  getByPlaceholder(text: string | RegExp): BrowserElement
  getByText(text: string | RegExp): BrowserElement
  /** What has this role and name for people who cannot see it: `getByRole('button', { name: 'Sign in' })`. */
  getByRole(
    role: 'button' | 'link' | 'textbox' | 'checkbox',
    options?: { name?: string | RegExp },
  ): BrowserElement
  /** Waits until the page is at an address: a whole one, one with `**` for what may differ, or one that a function takes. */
  waitForURL(url: string | RegExp | ((url: URL) => boolean)): Promise<void>
  waitForTimeout(milliseconds: number): Promise<void>
  /** The value of an expression in the page, such as `localStorage.token`. */
  evaluate<T>(expression: string): Promise<T>
}

/** What a selector finds; each step waits until there is one that can be used. */
export interface BrowserElement {
  fill(text: string): Promise<void>
  click(): Promise<void>
  /** Presses a key, such as `Enter`. */
  press(key: string): Promise<void>
  check(): Promise<void>
  selectOption(value: string): Promise<unknown>
  textContent(): Promise<string | null>
  isVisible(): Promise<boolean>
  first(): BrowserElement
  locator(selector: string): BrowserElement
  /** Waits until it is there, or with `hidden` until it is gone. */
  waitFor(options?: { state?: 'visible' | 'hidden' }): Promise<void>
}
