import { z } from 'zod'

import { productCrawler } from './shop.ts'

/** A crawler whose key is wrong: every product has the same shop. */
export default productCrawler(process.env['SITE_URL'] ?? '', {
  records: { product: z.object({ id: z.string() }).transform(({ id }) => ({ shop: 'Good things', id })) },
  keys: { product: 'shop' },
})
