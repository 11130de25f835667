import * as fc from 'fast-check'

import type { ModelLink, ModelRecord } from './model.ts'

/** One step of a crawl. A `request` is a number that says which of those in question. */
export type Action =
  | { readonly do: 'enqueue'; readonly links: readonly ModelLink[] }
  | { readonly do: 'claim'; readonly room: number; readonly except: readonly string[] }
  | {
      readonly do: 'commit'
      readonly request: number
      readonly links: readonly ModelLink[]
      readonly records: readonly ModelRecord[]
      readonly suspectSince: number | undefined
      readonly provesUntil: number | undefined
    }
  | { readonly do: 'fail'; readonly request: number; readonly again: 'now' | 'later' | undefined }
  | { readonly do: 'postpone'; readonly request: number; readonly until: 'now' | 'later' }
  | { readonly do: 'skip' | 'release' | 'intend' | 'redo' | 'settle again'; readonly request: number }
  | { readonly do: 'prove'; readonly account: string; readonly until: number }
  | { readonly do: 'doubt'; readonly account: string }
  | { readonly do: 'reopen'; readonly mode: 'resume' | 'retry' | 'retry-in-doubt' }
  | { readonly do: 'crash' }

const account = fc.constantFrom('', 'ada', 'bob')
const request = fc.nat({ max: 20 })
const time = fc.integer({ min: 1, max: 5 })

const link = fc.record({
  name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
  account,
  priority: fc.constantFrom(0, 0, 1, -3),
  depth: fc.nat({ max: 2 }),
  skip: fc.boolean(),
})
const links = fc.array(link, { maxLength: 6 })

const records = fc.array(
  fc.record({ key: fc.constantFrom(undefined, '1', '2', '3'), value: fc.constantFrom('a', 'b', 'c') }),
  {
    maxLength: 2,
  },
)

const trust = fc.oneof(
  fc.constant({ suspectSince: undefined, provesUntil: undefined }),
  time.map((suspectSince) => ({ suspectSince, provesUntil: undefined })),
  time.map((provesUntil) => ({ suspectSince: undefined, provesUntil })),
)

/** Any step, those of a peaceful crawl more often than the others. */
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('enqueue'), links }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('claim'),
      room: fc.integer({ min: 0, max: 6 }),
      except: fc.subarray(['', 'ada']),
    }),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.record({ do: fc.constant('commit'), request, links, records }), trust)
      .map(([page, trust]) => ({ ...page, ...trust })),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fail'),
      request,
      again: fc.constantFrom('now', 'later', undefined),
    }),
  },
  fc.record({ do: fc.constant('postpone'), request, until: fc.constantFrom('now', 'later') }),
  fc.record({ do: fc.constantFrom('skip', 'release', 'intend', 'settle again'), request }),
  fc.record({ do: fc.constant('intend'), request }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('redo'), request }) },
  fc.record({ do: fc.constant('prove'), account, until: time }),
  fc.record({ do: fc.constant('doubt'), account }),
  fc.record({ do: fc.constant('reopen'), mode: fc.constantFrom('resume', 'retry', 'retry-in-doubt') }),
  fc.record({ do: fc.constant('crash') }),
)

/** Many steps, one after the other. */
export const actions: fc.Arbitrary<Action[]> = fc.array(action, { minLength: 10, maxLength: 60, size: 'max' })
