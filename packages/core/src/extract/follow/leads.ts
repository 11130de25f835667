import type { Selection } from '../page.ts'

/** Selectors that were followed, each with whether it gave a link; those that may give one on another page only are not among them. */
export type Leads = readonly (readonly [selector: string, leads: boolean])[]

/** A listing of one page has no next one, be it above or below. */
const MOST_NEXT = 2

/**
 * Whether a selection that has given no link matches what gives none on any page, such as an `img`. An `a` without an
 * `href` does: it is a place for a link (HTML Standard section 4.5.1).
 *
 * @param isToOwnRoute - whether it was followed to the route that reads the page, as from a listing to its next page.
 */
export function cannotLead(selection: Selection, isToOwnRoute: boolean): boolean {
  if (selection.length === 0 || (isToOwnRoute && selection.length <= MOST_NEXT)) return false
  return !selection.is('a') && selection.find('a').length === 0
}
