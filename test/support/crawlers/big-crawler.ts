import { defineCrawler } from 'latchkey'
import { z } from 'zod'

process.on('exit', () => console.error(`peak ${process.resourceUsage().maxRSS * 1_024}`))

/** Pages of `MEGABYTES` each from the fixture site, as many as `PAGES` and as many at once as `AT_ONCE`; says what memory they took. */
export default defineCrawler({
  name: 'big',
  start: Array.from(
    { length: Number(process.env['PAGES']) },
    (_, page) => `${process.env['SITE_URL']}/faults/huge?mb=${process.env['MEGABYTES']}&page=${page}`,
  ),
  rate: { perSecond: Infinity, concurrency: Number(process.env['AT_ONCE']) },
  records: { page: z.object({ length: z.number().min(1) }) },
  routes: { page: ({ response }) => ({ length: response.text.length }) },
})
