import { random } from './random.ts'

/** The one record of a page `/members/<n>`. */
export interface Member {
  id: number
  value: string
}

/** Makes the record of page `id`, of which there is no last. */
export function makeMember(seed: number, id: number): Member {
  const chance = random(seed, 'member', id)
  return { id, value: `value-${chance.integer(0, 0xffffffff).toString(16).padStart(8, '0')}` }
}
