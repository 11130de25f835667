/** What a crawl does when its session turns out to have been dead for a while, or alive. */
export interface Expiry {
  /** Pages since the last proof are in doubt. */
  doubt(): Promise<void>
  /** These requests were answered with one and the same page. */
  redo(keys: readonly Uint8Array[]): Promise<void>
  /** Pages that had arrived by then are proven. */
  prove(askedAt: number): Promise<void>
}
