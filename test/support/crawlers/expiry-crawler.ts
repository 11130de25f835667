import { memberCrawler, onLists } from './members.ts'

/** The members' pages, of which only the lists prove that their visitor is signed in: all others are held back. */
export default memberCrawler(process.env['SITE_URL'] ?? '', {
  rate: { perSecond: Infinity, concurrency: 6 },
  login: { signedIn: onLists },
})
