import { shopCrawler } from './shop-crawler.ts'

export default shopCrawler('html5')
