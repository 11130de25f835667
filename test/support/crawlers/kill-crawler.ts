import { productCrawler } from './shop.ts'

export default productCrawler(process.env['SITE_URL'] ?? '')
