import { styleText } from 'node:util'

import type { Report } from '../../engine/report/report.ts'
import { count } from './format.ts'

/** So many are told. */
const MOST_TOLD = 5

/** A line for each selector that was followed in vain. */
export function linklessSelectors({ linkless }: Report): string[] {
  return linkless.slice(0, MOST_TOLD).map(({ route, selector, pages }) => {
    const where = pages === 1 ? 'a page' : `${count(pages)} pages`
    return `${styleText('yellow', 'links')}      none by follow(${JSON.stringify(selector)}) in ${route}: what it matched on ${where} neither is a link nor holds one`
  })
}
