/** What the records of a run are like, by kind: kept with the run, for later runs to be measured against. */
export interface Profile {
  readonly [kind: string]: KindProfile
}

export interface KindProfile {
  readonly records: number
  /** By their paths, as in `offer.price`. */
  readonly fields: Readonly<{ [path: string]: FieldProfile }>
}

export interface FieldProfile {
  /** In how many records it says something: no `null`, and neither a text, a list nor an object that is empty. */
  readonly filled: number
  /** How many different things it says, counted up to 64. */
  readonly values: number
}

/** One thing in which the records of a run fall short of those of earlier runs. */
export interface Drift {
  readonly kind: string
  /** The path of the field that is empty or always the same; `undefined` where there are too few records. */
  readonly field: string | undefined
  /** What is amiss, and what it was before: a sentence without its full stop. */
  readonly message: string
}

/** What a look at all records of a run has found. A run with any drift is held back. */
export interface Findings {
  readonly profile: Profile
  readonly drift: readonly Drift[]
}
