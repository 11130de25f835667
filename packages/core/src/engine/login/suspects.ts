import type { Run } from '../../frontier/store.ts'

/** Who is told what the pages of an account turn out to be worth. */
export type Suspects = Pick<Run, 'prove' | 'doubt' | 'redo'>
