/** A record as a page gives it. */
export interface NewRecord {
  readonly kind: string
  /** Which thing it is; of two records with one key in a run the later takes the earlier's place, which is counted. */
  readonly key: string | undefined
  readonly json: string
}

/** A record as a run has it. */
export interface StoredRecord {
  readonly run: number
  readonly kind: string
  readonly key: string | undefined
  readonly url: string
  readonly value: unknown
}

/** In what a thing differs between two runs. */
export interface RecordChange {
  readonly change: 'added' | 'changed' | 'removed'
  readonly kind: string
  readonly key: string
  /** The page that brought it: in the later run, if it is there. */
  readonly url: string
  /** The record of the earlier run; `undefined` where it was added. */
  readonly before: unknown
  /** The record of the later run; `undefined` where it was removed. */
  readonly after: unknown
}

/** Which records are asked for. */
export interface RecordQuery {
  readonly crawler?: string
  /**
   * Default: the crawler's last run that has come to its end, or to its limit, and is not held back; before there is one, the
   * last that is not held back. Of all crawlers if none is named.
   */
  readonly run?: number
  readonly kind?: string
}
